//! The device extension: [`Extension`], and what may be in it.

mod field;
mod size;
mod storage;

pub(crate) use field::unseen;
pub use field::{
    Checked, FieldOf, GuardedData, Is, PlainField, SeenByTheDerive, SharedByProcessors, Unseen,
    same,
};
pub(crate) use size::fits_on_a_stack;
pub use size::{check_hardware_size, check_size};
pub(crate) use storage::Storage;

use super::family::Family;
use super::lock::{Lock, Locked};

/// A type that the system keeps for each device of a driver, of any family. Implemented by `#[derive(DeviceExtension)]`.
///
/// # Safety
/// What is in the extension may be shared by processors as the derive checks it, and zero bytes are a value of `Slots`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a device extension",
    label = "not a device extension",
    note = "declare it: `#[derive(DeviceExtension)] struct {Self} {{ … }}`"
)]
pub unsafe trait Extension: Sized + 'static {
    /// Whose driver it is: that of a virtual or a physical miniport, or one of the I/O manager's.
    type Kind: Family;
    /// The memory of the deferred objects that the extension's fields stand for.
    #[doc(hidden)]
    type Slots: 'static;
}

/// A part of a device extension that may hold `Locked` data: a structure with `#[derive(ExtensionPart)]`, `Locked` itself, registers
/// and shared memory, arrays of those, and [`OptionalPart`]s in an `Option`.
///
/// # Safety
/// Several processors may use the value at the same time, if what it guards is `Send`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a part of a device extension",
    label = "processors may not share it as it is known here",
    note = "put it into a structure of yours, or make it one, with `#[derive(ExtensionPart)]`, which checks each field; `()` has none"
)]
pub unsafe trait ExtensionPart {
    /// What moves between processors with a lock: the derive of the extension checks it.
    #[doc(hidden)]
    type Guarded;
}

// SAFETY: the data is reached under the lock only, and moves between processors only if it may (`Guarded`).
#[diagnostic::do_not_recommend]
unsafe impl<L: Lock, T> ExtensionPart for Locked<L, T> {
    type Guarded = T;
}
// SAFETY: there is nothing to share.
#[diagnostic::do_not_recommend]
unsafe impl ExtensionPart for () {
    type Guarded = ();
}
// SAFETY: each element is a part.
unsafe impl<T: ExtensionPart, const N: usize> ExtensionPart for [T; N] {
    type Guarded = T::Guarded;
}
// SAFETY: what is there is a part.
#[diagnostic::do_not_recommend]
unsafe impl<T: OptionalPart> ExtensionPart for Option<T> {
    type Guarded = T::Guarded;
}

/// A part that a device may lack: it may stand in an `Option`. Registers, shared memory, and structures with `#[derive(ExtensionPart)]`. Not
/// `Locked` data, which is there from the beginning: `Locked<L, Option<T>>`.
///
/// Harmless to implement: its supertrait is what is checked.
pub trait OptionalPart: ExtensionPart {}
impl<T: OptionalPart, const N: usize> OptionalPart for [T; N] {}
