//! How the derives check the fields of an extension: `let _: Checked<T> = (&FieldOf::<T>::NEW).kind().check();` compiles if `T` is a part or is
//! shared by processors.

use core::marker::PhantomData;

use super::ExtensionPart;
use crate::hardware::ByMessage;
use crate::lock::{Lock, Locked};

/// A field type that several processors can use at the same time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a device extension: several processors use it at the same time",
    label = "not `Send` and `Sync`",
    note = "plain data: guard it with a Storport lock, `Locked<StartIoLock, {Self}>`, or use an atomic type",
    note = "`Locked` data: a field of its own, an array of them, or in a structure of yours with `#[derive(ExtensionPart)]`, which checks each of its fields"
)]
pub trait SharedByProcessors: Send + Sync {}
// One error that says what to write, instead of one for each private part of `T`.
#[diagnostic::do_not_recommend]
impl<T: Send + Sync> SharedByProcessors for T {}

/// Data that a lock guards: its holders run on different processors.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be guarded by a lock: whoever holds the lock reaches it, on any processor",
    label = "the data is not `Send`",
    note = "keep owned data there, such as a `PoolBox<T>` instead of a raw pointer"
)]
pub trait GuardedData: Send {}
#[diagnostic::do_not_recommend]
impl<T: Send> GuardedData for T {}

/// The probe for a field of type `T`.
#[derive(Debug)]
pub struct FieldOf<T>(PhantomData<fn() -> T>);

impl<T> FieldOf<T> {
    /// The probe.
    pub const NEW: Self = Self(PhantomData);
}

/// Proof that a field of type `T` was checked. Only the answers make it, so a trait of the driver's own with methods
/// of the same names cannot take the place of the check.
#[derive(Debug)]
pub struct Checked<T>(PhantomData<fn() -> T>);

/// Answer of the probe: the field is a part.
#[derive(Debug)]
pub struct Part<T>(PhantomData<fn() -> T>);
impl<T> Part<T> {
    /// Nothing is left to check.
    #[allow(clippy::unused_self, reason = "called like `Plain::check`")]
    pub fn check(&self) -> Checked<T> {
        Checked(PhantomData)
    }
}

/// Answer of the probe: the field must be shared by processors as it is.
#[derive(Debug)]
pub struct Plain<T>(PhantomData<fn() -> T>);
impl<T> Plain<T> {
    /// Checks that.
    #[allow(clippy::unused_self, reason = "the value carries the type")]
    pub fn check(&self) -> Checked<T>
    where
        T: SharedByProcessors,
    {
        Checked(PhantomData)
    }
}

/// Answer of the probe: the field is data `T` under a lock.
#[derive(Debug)]
pub struct Guarded<F, T>(PhantomData<fn() -> (F, T)>);
impl<F, T> Guarded<F, T> {
    /// Checks the data.
    #[allow(clippy::unused_self, reason = "the value carries the types")]
    pub fn check(&self) -> Checked<F>
    where
        T: GuardedData,
    {
        Checked(PhantomData)
    }
}

/// The parts that guard data answer for themselves, before the traits are asked: the error is about their data.
macro_rules! guarded {
    ($([$($parameters:tt)+] $part:ty;)+) => {
        $(
            impl<$($parameters)+> FieldOf<$part> {
                /// Data under a lock.
                pub fn kind(&self) -> Guarded<$part, T> {
                    Guarded(PhantomData)
                }
            }
        )+
    };
}
guarded! {
    [L: Lock, T] Locked<L, T>;
    [L: Lock, T, const N: usize] [Locked<L, T>; N];
    [T, const N: usize] ByMessage<T, N>;
}

/// First choice of the probe.
pub trait PartField<T> {
    /// A part.
    fn kind(&self) -> Part<T>;
}
impl<T: ExtensionPart> PartField<T> for FieldOf<T> {
    fn kind(&self) -> Part<T> {
        Part(PhantomData)
    }
}

/// Second choice of the probe (one more reference).
pub trait PlainField<T> {
    /// Not a part.
    fn kind(&self) -> Plain<T>;
}
impl<T> PlainField<T> for &FieldOf<T> {
    fn kind(&self) -> Plain<T> {
        Plain(PhantomData)
    }
}
