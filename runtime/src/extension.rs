//! The device extension: [`DeviceExtension`], and what may be in it.

mod field;
mod size;
mod storage;

pub use field::{Checked, FieldOf, PlainField, same};
pub use size::check_size;
pub(crate) use size::fits_on_a_stack;
pub(crate) use storage::Storage;

use crate::deferred::Slot;
use crate::hardware::LuExtension;
use crate::kind::{Channels, Interrupts, Kind};
use crate::lock::{Lock, Locked};
use crate::srb::SrbExtension;

/// A type that Storport keeps for each adapter. Implemented by `#[derive(DeviceExtension)]`.
///
/// # Safety
/// What is in the extension may be shared by processors as the derive checks it, and `Slots` is the memory that
/// `SLOTS` describes.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a device extension",
    label = "not a device extension",
    note = "declare it: `#[derive(DeviceExtension)] struct {Self} {{ … }}`"
)]
pub unsafe trait DeviceExtension: Sized + 'static {
    /// Virtual or physical.
    type Kind: Kind;
    /// How the adapter interrupts.
    type Interrupts: Interrupts;
    /// How many requests start at a time.
    type Channels: Channels;
    /// What each request carries for the driver; see [`HasSrbExtension`](crate::HasSrbExtension).
    #[doc(hidden)]
    const SRB_EXTENSION: SrbExtension;
    /// What is kept for each unit; see [`HasLuExtension`](crate::HasLuExtension).
    #[doc(hidden)]
    const LU_EXTENSION: LuExtension = LuExtension::NONE;
    /// The memory of the DPCs, work items and timers that the extension's fields stand for.
    #[doc(hidden)]
    type Slots: 'static;
    /// What lies in that memory, and how it is made and freed.
    #[doc(hidden)]
    const SLOTS: &'static [Slot];
}

/// A part of a device extension that may hold `Locked` data: a structure with `#[derive(ExtensionPart)]`, `Locked` itself,
/// or arrays of those.
///
/// # Safety
/// Several processors may use the value at the same time, if what it guards is `Send`.
pub unsafe trait ExtensionPart {
    /// What moves between processors with a lock: the derive of the extension checks it.
    #[doc(hidden)]
    type Guarded;
}

// SAFETY: the data is reached under the lock only, and moves between processors only if it may (`Guarded`).
unsafe impl<L: Lock, T> ExtensionPart for Locked<L, T> {
    type Guarded = T;
}
// SAFETY: each element is a part.
unsafe impl<T: ExtensionPart, const N: usize> ExtensionPart for [T; N] {
    type Guarded = T::Guarded;
}
