//! Which control types a driver declares, as a type: a request of another type cannot exist.
//!
//! The arguments of `#[hw_adapter_control(…)]` become a list of types. Whether a control type is in it is an associated type, so that the
//! variants of [`AdapterControl`](super::AdapterControl) which the driver does not declare are uninhabited: its `match` need not name
//! them, and must name all others.

use core::convert::Infallible;
use core::marker::PhantomData;

/// Yes or no, as a type.
#[derive(Debug)]
pub struct Is<const TRUE: bool>(Infallible);

/// [`Is`].
///
/// Sealed: a driver cannot implement it.
pub trait Truth: sealed::Sealed {
    /// It is so.
    const TRUE: bool;
    /// `T`, or what cannot exist.
    type Of<T>;
    /// The opposite.
    type Not: Truth;
    /// Both.
    type And<O: Truth>: Truth;
    /// One of them.
    type Or<O: Truth>: Truth;
    /// The same.
    type Same<O: Truth>: Truth;
    /// The value, if there can be one.
    fn of<T>(value: T) -> Option<Self::Of<T>>;
}

impl Truth for Is<true> {
    const TRUE: bool = true;
    type Of<T> = T;
    type Not = Is<false>;
    type And<O: Truth> = O;
    type Or<O: Truth> = Self;
    type Same<O: Truth> = O;
    fn of<T>(value: T) -> Option<T> {
        Some(value)
    }
}

impl Truth for Is<false> {
    const TRUE: bool = false;
    type Of<T> = Infallible;
    type Not = Is<true>;
    type And<O: Truth> = Self;
    type Or<O: Truth> = O;
    type Same<O: Truth> = O::Not;
    fn of<T>(_: T) -> Option<Infallible> {
        None
    }
}

/// A control type. Its number is also the five types that follow it, lowest bit first.
///
/// Sealed: a driver cannot implement it.
pub trait ControlType: sealed::Sealed + 'static {
    /// Its number in the header.
    const NUMBER: u32;
    /// What a driver asks for to get it (`STORPORT_FEATURE_TYPE`), as a bit; 0 where that is not necessary.
    const FEATURE: u32;
    #[doc(hidden)]
    type Bit0: Truth;
    #[doc(hidden)]
    type Bit1: Truth;
    #[doc(hidden)]
    type Bit2: Truth;
    #[doc(hidden)]
    type Bit3: Truth;
    #[doc(hidden)]
    type Bit4: Truth;
}

type Same<A, B> = <A as Truth>::Same<B>;
type And<A, B> = <A as Truth>::And<B>;
type SameType<A, B> = And<
    Same<<A as ControlType>::Bit0, <B as ControlType>::Bit0>,
    And<
        Same<<A as ControlType>::Bit1, <B as ControlType>::Bit1>,
        And<
            Same<<A as ControlType>::Bit2, <B as ControlType>::Bit2>,
            And<
                Same<<A as ControlType>::Bit3, <B as ControlType>::Bit3>,
                Same<<A as ControlType>::Bit4, <B as ControlType>::Bit4>,
            >,
        >,
    >,
>;

/// A list of control types: `(StopAdapter, (RestartAdapter, ()))`.
///
/// Sealed: a driver cannot implement it.
pub trait ControlTypes: sealed::Sealed + 'static {
    /// Whether the type is in the list.
    type Has<C: ControlType>: Truth;
    /// The bits of the numbers of all.
    const NUMBERS: u64;
    /// The features that are asked for.
    const FEATURES: u32;
}

impl ControlTypes for () {
    type Has<C: ControlType> = Is<false>;
    const NUMBERS: u64 = 0;
    const FEATURES: u32 = 0;
}

impl<First: ControlType, Rest: ControlTypes> ControlTypes for (First, Rest) {
    type Has<C: ControlType> = <SameType<First, C> as Truth>::Or<Rest::Has<C>>;
    const NUMBERS: u64 = 1 << First::NUMBER | Rest::NUMBERS;
    const FEATURES: u32 = First::FEATURE | Rest::FEATURES;
}

/// The name of a control type is all that there is of it.
pub(super) type Name = PhantomData<Infallible>;

pub(super) mod sealed {
    use super::{ControlType, ControlTypes, Is};

    pub trait Sealed {}
    impl<const TRUE: bool> Sealed for Is<TRUE> {}
    impl Sealed for () {}
    impl<First: ControlType, Rest: ControlTypes> Sealed for (First, Rest) {}
}

#[cfg(test)]
mod tests {
    use super::super::adapter::{Power, QueryFruId, RestartAdapter, SerialNumber, StopAdapter};
    use super::{ControlType, ControlTypes, Truth};

    fn has<L: ControlTypes, C: ControlType>() -> bool {
        <L::Has<C> as Truth>::TRUE
    }

    #[test]
    fn a_list_has_what_is_in_it() {
        type List = (StopAdapter, (Power, (QueryFruId, ())));
        assert!(has::<List, StopAdapter>() && has::<List, Power>() && has::<List, QueryFruId>());
        assert!(!has::<List, RestartAdapter>() && !has::<List, SerialNumber>());
        assert_eq!(List::NUMBERS, 1 << 1 | 1 << 6 | 1 << 19);
        assert_eq!(List::FEATURES, 1 << 2);
        assert!(!has::<(), StopAdapter>());
    }
}
