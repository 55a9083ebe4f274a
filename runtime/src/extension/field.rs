//! How the derives check the fields of an extension: `let _: Checked<T> = (&FieldOf::<T>::NEW).kind().check();` compiles if `T` is a part or is
//! shared by processors.

use core::marker::PhantomData;

use super::ExtensionPart;

/// A field type that several processors can use at the same time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a field of a device extension: several processors use it at the same time",
    label = "not `Send` and `Sync`",
    note = "guard it with a Storport lock, `Locked<StartIoLock, {Self}>`, or use an atomic type",
    note = "a structure of your own with `Locked` fields says `#[derive(ExtensionPart)]`"
)]
pub trait SharedByProcessors: Send + Sync {}
impl<T: Send + Sync> SharedByProcessors for T {}

/// The probe for a field of type `T`.
#[derive(Debug)]
pub struct FieldOf<T>(PhantomData<fn() -> T>);

impl<T> FieldOf<T> {
    /// The probe.
    pub const NEW: Self = Self(PhantomData);
}

/// Proof that a field of type `T` was checked. Only the two answers make it, so a trait of the driver's own with methods
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
