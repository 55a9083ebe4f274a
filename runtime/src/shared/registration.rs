//! Which callbacks a driver registers, as a type.

/// A callback that has been registered.
#[derive(Debug)]
pub enum Present {}
/// A callback that has not been registered.
#[derive(Debug)]
pub enum Missing {}

/// The place of `Callback` in a family's list of callbacks: whether it is registered, and what the list is when it is.
///
/// Harmless to implement: it is asked of the lists and the names of their slots, none of which is a driver's own type, and a driver
/// has no other list.
pub trait Slot<Callback> {
    /// [`Present`] or [`Missing`].
    type State;
    /// The list in which the callback is present.
    type With;
}

/// The callback may still be registered. Harmless: a driver's own types are not in the list.
#[diagnostic::on_unimplemented(
    message = "this callback is registered already",
    label = "registered a second time",
    note = "the system calls one routine for each role: remove one of the two, or call both functions from a third"
)]
pub trait Unregistered {}
#[diagnostic::do_not_recommend]
impl Unregistered for Missing {}

/// Declares a family's list: one state for each callback, and the names of the slots.
macro_rules! callbacks {
    ($doc:literal $list:ident $($name:ident)+) => {
        #[doc = $doc]
        #[derive(Debug)]
        pub struct $list<$($name = $crate::shared::registration::Missing),+>(core::marker::PhantomData<fn() -> ($($name,)+)>);

        #[doc = $doc]
        pub mod slot {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                #[derive(Debug)]
                pub enum $name {}
            )+
        }
        $crate::shared::registration::callbacks! { @slots $list [] $($name)+ }
    };
    (@slots $list:ident [$($before:ident)*] $name:ident $($after:ident)*) => {
        impl<$($before,)* $name $(, $after)*> $crate::shared::registration::Slot<slot::$name> for $list<$($before,)* $name $(, $after)*> {
            type State = $name;
            type With = $list<$($before,)* $crate::shared::registration::Present $(, $after)*>;
        }
        $crate::shared::registration::callbacks! { @slots $list [$($before)* $name] $($after)* }
    };
    (@slots $list:ident [$($before:ident)*]) => {};
}
pub(crate) use callbacks;
