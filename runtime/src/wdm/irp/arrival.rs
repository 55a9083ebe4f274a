//! [`Arrival`]: whether an IRP came before its file was cleaned up. What came before waits for nobody; what comes afterwards is of somebody who
//! has a reference of the file: a driver above (`IoGetDeviceObjectPointer` closes the handle that it opened), paging.
//!
//! A device counts its cleanups, and an IRP keeps the count that it met: in `DriverContext` while the driver has it or a list of the runtime's, which
//! use the last of the four words only (page of `IO_CSQ`'s routines), and in `ListEntry` while the system queue has it, whose entry lies in
//! `DriverContext`. Beside it is the key by which it is in the system queue.

use core::ptr::NonNull;

use super::request::location;
use crate::ffi::{self, IRP, PVOID};

/// How many files of the device were cleaned up when an IRP came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(transparent)]
pub(crate) struct Arrival(pub(super) usize);

/// The words of `DriverContext`.
const ARRIVAL: usize = 0;
const KEY: usize = 1;

/// A key that there is: above its 32 bits.
const IS_KEY: usize = 1 << 32;

/// The words that the driver has while it has the IRP.
///
/// # Safety
/// The IRP is the driver's, and not in the system queue.
unsafe fn words(irp: NonNull<IRP>) -> *mut [PVOID; 4] {
    // SAFETY: the caller's word.
    unsafe { &raw mut (*ffi::named(irp.as_ptr())).Tail.Overlay.u.DriverContext }
}

/// The two words that are free while the IRP is in the system queue.
///
/// # Safety
/// The IRP is the driver's, and not in a list.
unsafe fn links(irp: NonNull<IRP>) -> *mut ffi::LIST_ENTRY {
    // SAFETY: the caller's word.
    unsafe { &raw mut (*ffi::named(irp.as_ptr())).Tail.Overlay.ListEntry }
}

/// The IRP, which has just come to its dispatch routine, was there before, and was held back: its location is marked pending. That of an IRP
/// which comes the first time has no mark of this driver's.
///
/// # Safety
/// The IRP is owned, and this driver has not marked it since it came.
#[inline(always)]
pub(super) unsafe fn was_held_back(irp: NonNull<IRP>) -> bool {
    // SAFETY: the caller's word.
    unsafe { location(irp) }.Control & ffi::SL_PENDING_RETURNED != 0
}

impl Arrival {
    /// Notes it in an IRP that came to its dispatch routine `now`. One that was held back has come before: its file may have been cleaned up
    /// meanwhile.
    ///
    /// # Safety
    /// As [`was_held_back`].
    #[inline(always)]
    pub(super) unsafe fn begin(irp: NonNull<IRP>, now: Self) {
        // SAFETY: the caller's word.
        unsafe {
            if !was_held_back(irp) {
                now.note(irp);
            }
        }
    }

    /// That of an IRP that the driver, or a list, has.
    ///
    /// # Safety
    /// [`Arrival::note`] was called, and the IRP is not in the system queue.
    #[inline]
    pub(super) unsafe fn of(irp: NonNull<IRP>) -> Self {
        // SAFETY: the caller's word.
        Self(unsafe { (*words(irp))[ARRIVAL] }.addr())
    }

    /// Notes it in the IRP.
    ///
    /// # Safety
    /// The caller owns the IRP.
    #[inline(always)]
    pub(super) unsafe fn note(self, irp: NonNull<IRP>) {
        // SAFETY: the caller's word.
        unsafe { (*words(irp))[ARRIVAL] = core::ptr::without_provenance_mut(self.0) };
    }

    /// That of an IRP in the system queue.
    ///
    /// # Safety
    /// The IRP is there since [`enter_system_queue`].
    #[inline]
    pub(super) unsafe fn of_queued(irp: NonNull<IRP>) -> Self {
        // SAFETY: the caller's word.
        Self(unsafe { (*links(irp)).Flink }.addr())
    }
}

/// The IRP is about to be put into the system queue.
///
/// # Safety
/// The caller owns the IRP, whose arrival is noted.
#[inline(always)]
pub(super) unsafe fn enter_system_queue(irp: NonNull<IRP>, key: Option<u32>) {
    let key = key.map_or(0, |key| IS_KEY | key as usize);
    // SAFETY: the caller's word.
    unsafe {
        links(irp).write(ffi::LIST_ENTRY {
            Flink: core::ptr::without_provenance_mut(Arrival::of(irp).0),
            Blink: core::ptr::without_provenance_mut(key),
        });
    }
}

/// The IRP has left the system queue.
///
/// # Safety
/// The caller has taken the IRP out of the queue, and owns it.
#[inline]
pub(super) unsafe fn leave_system_queue(irp: NonNull<IRP>) {
    // SAFETY: the caller's word.
    unsafe {
        let ffi::LIST_ENTRY { Flink, Blink } = links(irp).read();
        (*words(irp))[ARRIVAL] = Flink.cast();
        (*words(irp))[KEY] = Blink.cast();
    }
}

/// The key that the IRP had in the system queue, if it had one.
///
/// # Safety
/// The caller owns the IRP, which was in that queue before, and not in the driver's hands since.
pub(super) unsafe fn key(irp: NonNull<IRP>) -> Option<u32> {
    // SAFETY: the caller's word.
    let word = unsafe { (*words(irp))[KEY] }.addr();
    #[allow(clippy::cast_possible_truncation, reason = "its low half is the key")]
    (word & IS_KEY != 0).then_some(word as u32)
}
