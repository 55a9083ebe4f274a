//! Which callbacks a driver registers, as a type.

use core::marker::PhantomData;

/// A callback that has been registered.
#[derive(Debug)]
pub enum Present {}
/// A callback that has not been registered.
#[derive(Debug)]
pub enum Missing {}

/// The place of `Callback` in [`Callbacks`]: whether it is registered, and what the list is when it is.
///
/// Harmless to implement: it is asked of [`Callbacks`] and the names of [`slot`], none of which is a driver's own type, and a `Driver`
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
    note = "Storport calls one routine for each role: remove one of the two, or call both functions from a third"
)]
pub trait Unregistered {}
#[diagnostic::do_not_recommend]
impl Unregistered for Missing {}

macro_rules! callbacks {
    ($($name:ident)+) => {
        /// One state for each callback of [`Driver`](crate::Driver).
        #[derive(Debug)]
        pub struct Callbacks<$($name = Missing),+>(PhantomData<fn() -> ($($name,)+)>);

        /// The callbacks that a [`Driver`](crate::Driver) registers.
        pub mod slot {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                #[derive(Debug)]
                pub enum $name {}
            )+
        }
        callbacks! { @slots [] $($name)+ }
    };
    (@slots [$($before:ident)*] $name:ident $($after:ident)*) => {
        impl<$($before,)* $name $(, $after)*> Slot<slot::$name> for Callbacks<$($before,)* $name $(, $after)*> {
            type State = $name;
            type With = Callbacks<$($before,)* Present $(, $after)*>;
        }
        callbacks! { @slots [$($before)* $name] $($after)* }
    };
    (@slots [$($before:ident)*]) => {};
}
miniport_macros::__role_list!(slots storport);
