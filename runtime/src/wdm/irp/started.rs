//! The system queue: IRPs that wait for `DRIVER_STARTIO`, and how they are cancelled.
//!
//! A queued IRP has the runtime's cancel routine. It takes the IRP out of the queue and completes it; where the IRP is not in the queue
//! any more, it is about to be started, and who starts it finds the cancel routine gone and completes it. So an IRP has one owner at any
//! time, and no address of an IRP that may be gone is ever looked at.
//!
//! Which IRP is the current one the runtime notes itself. `DEVICE_OBJECT.CurrentIrp` still names one that is over, where it was over before
//! `DRIVER_STARTIO` returned: the next is started after that (`DeferredStartIo`).

use core::ptr::{self, NonNull};
use core::sync::atomic::{AtomicPtr, Ordering};

use super::arrival::{Arrival, leave_system_queue};
use super::{Which, complete};
use crate::ffi;
use crate::shared::extension::Storage;
use crate::wdm::extension::WdmExtension;
use crate::wdm::irql::at_dispatch_level;
use crate::wdm::status::NtStatus;

impl<E: WdmExtension> Storage<E> {
    /// The driver is done with `irp`: where that is the current one, which `#[driver_startio]` got, starts the next of the system queue.
    ///
    /// It comes first: as soon as the IRP has left the driver, a new one may lie at its place.
    ///
    /// # Safety
    /// The IRP is owned, holds the device, and leaves the driver now; up to `DISPATCH_LEVEL`, without a spin lock.
    #[inline(always)]
    pub(crate) unsafe fn start_next_after(&self, irp: NonNull<ffi::IRP>, key: Option<u32>) {
        let started = &self.kept.started;
        // Only the owner of an IRP finds its address there, and the I/O manager's locks are between this and the next start.
        if started.load(Ordering::Relaxed) == irp.as_ptr() {
            started.store(ptr::null_mut(), Ordering::Relaxed);
            // SAFETY: the caller's word. The IRP is the current one no more.
            unsafe { start_next(self.device(), key) };
        }
    }
}

/// Starts the next IRP of the system queue, if there is one.
///
/// # Safety
/// The current IRP of the device is over, and this is called once for it; up to `DISPATCH_LEVEL`, without a spin lock.
#[inline]
unsafe fn start_next(device: ffi::PDEVICE_OBJECT, key: Option<u32>) {
    // SAFETY: the caller's word; `IoStartNextPacket` is for DISPATCH_LEVEL (SDV rule IrqlDispatch).
    unsafe {
        at_dispatch_level(|| match key {
            None => ffi::IoStartNextPacket(device, ffi::TRUE),
            Some(key) => ffi::IoStartNextPacketByKey(device, ffi::TRUE, key),
        });
    }
}

/// Completes IRPs that wait in the system queue.
///
/// # Safety
/// The device has such a queue, and was added; up to `DISPATCH_LEVEL`, without a spin lock.
pub(crate) unsafe fn complete_queued<E: WdmExtension>(
    storage: &Storage<E>,
    which: Which,
    status: NtStatus,
) {
    // SAFETY: the caller's word.
    while let Some(irp) = unsafe { take_queued(storage.device(), which) } {
        // SAFETY: the IRP was taken out of the queue, without its cancel routine, and holds the device.
        unsafe { complete(irp, status, 0) };
        storage.leave_irp();
    }
}

/// Takes an IRP out of the system queue.
///
/// # Safety
/// As [`complete_queued`].
pub(super) unsafe fn take_queued(
    device: ffi::PDEVICE_OBJECT,
    which: Which,
) -> Option<NonNull<ffi::IRP>> {
    let offset = core::mem::offset_of!(ffi::Fields<ffi::IRP>, Tail.Overlay.u.DeviceQueueEntry);
    let mut irql = 0;
    // SAFETY: every IRP of the queue has a cancel routine, and each packet is started as one that can be cancelled: so the cancel spin lock
    // guards the queue (page of `IoStartNextPacket`), and no IRP of it is cancelled meanwhile.
    unsafe {
        ffi::IoAcquireCancelSpinLock(&raw mut irql);
        let queue = &raw mut (*device).DeviceQueue;
        let head = &raw mut (*queue).DeviceListHead;
        let mut next = (*head).Flink;
        let mut found = None;
        while next != head {
            let irp: ffi::PIRP = next.byte_sub(offset).cast();
            let queued = NonNull::new_unchecked(irp);
            if which.means(irp, Arrival::of_queued(queued)) {
                ffi::KeRemoveEntryDeviceQueue(queue, next.cast());
                ffi::IoSetCancelRoutine(irp, None);
                leave_system_queue(queued);
                found = Some(queued);
                break;
            }
            next = (*next).Flink;
        }
        ffi::IoReleaseCancelSpinLock(irql);
        found
    }
}

/// Takes an IRP over from the system queue, as the current one; false if it was cancelled.
///
/// # Safety
/// This is `DRIVER_STARTIO` of the IRP, and `started` is its device's place for the current one.
#[inline]
pub(crate) unsafe fn take_started(irp: NonNull<ffi::IRP>, started: &AtomicPtr<ffi::IRP>) -> bool {
    let mut irql = 0;
    started.store(irp.as_ptr(), Ordering::Relaxed);
    // SAFETY: the IRP is owned: its cancel routine leaves it alone where it is not in the queue. Under the cancel spin lock the cancel
    // routine is over if it was called.
    unsafe {
        ffi::IoAcquireCancelSpinLock(&raw mut irql);
        let was_called = ffi::IoSetCancelRoutine(irp.as_ptr(), None).is_none();
        // It may have been cancelled before it had a cancel routine.
        let is_cancelled = was_called || (*irp.as_ptr()).Cancel != ffi::FALSE;
        ffi::IoReleaseCancelSpinLock(irql);
        leave_system_queue(irp);
        !is_cancelled
    }
}

/// What the `DRIVER_CANCEL` of an IRP of the system queue does; calls `notify` with the cancel spin lock held if the IRP was in the queue.
///
/// # Safety
/// This is that routine: the I/O manager calls it for an IRP that was given to `IoStartPacket` of a device with extension `E`.
#[inline(always)]
pub(crate) unsafe fn cancel_queued<E: WdmExtension>(
    device: *mut ffi::DEVICE_OBJECT,
    irp: *mut ffi::IRP,
    notify: impl FnOnce(&Storage<E>),
) {
    // SAFETY: the cancel spin lock is held, so the IRP is in the queue, or its owner waits for the lock in `take_started`.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let entry = &raw mut (*ffi::named(irp)).Tail.Overlay.u.DeviceQueueEntry;
        let was_queued =
            ffi::KeRemoveEntryDeviceQueue(&raw mut (*device).DeviceQueue, entry) != ffi::FALSE;
        if was_queued {
            notify(storage);
        }
        ffi::IoReleaseCancelSpinLock((*irp).CancelIrql);
        if was_queued {
            complete(NonNull::new_unchecked(irp), NtStatus::CANCELLED, 0);
            storage.leave_irp();
        }
    }
}
