//! The device extension: [`DeviceExtension`], and what may be in it.

mod field;
mod storage;

pub use field::{Checked, FieldOf, PartField, PlainField};
pub(crate) use storage::Storage;

use crate::deferred::SlotTable;
use crate::kind::{Channels, Interrupts, Kind};
use crate::lock::{Lock, Locked};

/// A type that Storport keeps for each adapter. Implemented by `#[derive(DeviceExtension)]`.
///
/// # Safety
/// What is in the extension may be shared by processors as the derive checks it, and `Slots` has the slots that the
/// implementations of `HasDpc`, `HasWorkItem` and `HasTimer` name.
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
    /// What each request carries for the driver (`SrbExtensionSize`), made new by `Default` before the driver sees the request:
    /// keep big parts in `MaybeUninit`, which costs nothing to make.
    type SrbExtension: Default + Send + 'static;
    /// `SpecificLuExtensionSize`; see `HasLuExtension`.
    #[doc(hidden)]
    const LU_EXTENSION_SIZE: u32 = 0;
    /// The memory of the DPCs, work items and timers that the extension's fields stand for.
    #[doc(hidden)]
    type Slots: 'static;
    /// What is done with that memory.
    #[doc(hidden)]
    const SLOTS: SlotTable;
}

/// A part of a device extension that holds `Locked` data: a structure with `#[derive(ExtensionPart)]`, `Locked` itself, or
/// arrays of those.
///
/// # Safety
/// Every field may be shared by processors, or is itself a part.
pub unsafe trait ExtensionPart {}

// SAFETY: the data is reached under the lock only, and moves between processors only if it may (`Send`).
unsafe impl<L: Lock, T: Send> ExtensionPart for Locked<L, T> {}
// SAFETY: each element is a part.
unsafe impl<T: ExtensionPart, const N: usize> ExtensionPart for [T; N] {}
