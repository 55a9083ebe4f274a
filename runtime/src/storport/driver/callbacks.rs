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
    ($($name:ident $state:ident)+) => {
        /// One state for each callback of [`Driver`](crate::Driver).
        #[derive(Debug)]
        pub struct Callbacks<$($state = Missing),+>(PhantomData<fn() -> ($($state,)+)>);

        /// The callbacks that a [`Driver`](crate::Driver) registers.
        pub mod slot {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                #[derive(Debug)]
                pub enum $name {}
            )+
        }
        callbacks! { @slots [] $($name $state)+ }
    };
    (@slots [$($before:ident)*] $name:ident $state:ident $($rest:ident $after:ident)*) => {
        impl<$($before,)* $state $(, $after)*> Slot<slot::$name> for Callbacks<$($before,)* $state $(, $after)*> {
            type State = $state;
            type With = Callbacks<$($before,)* Present $(, $after)*>;
        }
        callbacks! { @slots [$($before)* $state] $($rest $after)* }
    };
    (@slots [$($before:ident)*]) => {};
}

callbacks! {
    FindAdapter F
    Initialize I
    StartIo S
    ResetBus R
    AdapterControl A
    Interrupt N
    BuildIo B
    FreeAdapterResources X
    TracingEnabled T
}
