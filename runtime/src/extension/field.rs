//! How the derives check the fields of an extension: `(&FieldOf::<T>::NEW).kind().check()` compiles if `T` is a part or is
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

/// Answer of the probe: the field is a part.
#[derive(Debug)]
pub struct Part;
impl Part {
    /// Nothing is left to check.
    #[allow(clippy::unused_self, reason = "called like `Plain::check`")]
    pub fn check(&self) {}
}

/// Answer of the probe: the field must be shared by processors as it is.
#[derive(Debug)]
pub struct Plain<T>(PhantomData<fn() -> T>);
impl<T> Plain<T> {
    /// Checks that.
    #[allow(clippy::unused_self, reason = "the value carries the type")]
    pub fn check(&self)
    where
        T: SharedByProcessors,
    {
    }
}

/// First choice of the probe.
pub trait PartField {
    /// A part.
    fn kind(&self) -> Part;
}
impl<T: ExtensionPart> PartField for FieldOf<T> {
    fn kind(&self) -> Part {
        Part
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
