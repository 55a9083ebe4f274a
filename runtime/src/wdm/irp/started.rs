//! The system queue: IRPs that wait for `DRIVER_STARTIO`, and how they are cancelled.
//!
//! A queued IRP has the runtime's cancel routine. It takes the IRP out of the queue and completes it; where the IRP is not in the queue
//! any more, it is about to be started, and who starts it finds the cancel routine gone and completes it. So an IRP has one owner at any
//! time, and no address of an IRP that may be gone is ever looked at.

use core::ptr::NonNull;

use super::complete;
use crate::ffi;
use crate::shared::extension::Storage;
use crate::wdm::extension::WdmExtension;
use crate::wdm::role::driver_cancel;
use crate::wdm::status::NtStatus;

/// Starts the next IRP of the system queue, if there is one.
///
/// # Safety
/// The current IRP of the device is over, and this is called once for it; up to `DISPATCH_LEVEL`, without a spin lock.
#[inline]
pub(crate) unsafe fn start_next(device: ffi::PDEVICE_OBJECT, key: Option<u32>) {
    // SAFETY: the caller's word; `IoStartNextPacket` is for DISPATCH_LEVEL (SDV rule IrqlDispatch).
    unsafe {
        let irql = ffi::KfRaiseIrql(ffi::DISPATCH_LEVEL);
        match key {
            None => ffi::IoStartNextPacket(device, ffi::TRUE),
            Some(key) => ffi::IoStartNextPacketByKey(device, ffi::TRUE, key),
        }
        ffi::KeLowerIrql(irql);
    }
}

/// Takes an IRP over from the system queue; false if it was cancelled.
///
/// # Safety
/// This is `DRIVER_STARTIO` of the IRP.
#[inline]
pub(crate) unsafe fn take_started(irp: NonNull<ffi::IRP>) -> bool {
    let mut irql = 0;
    // SAFETY: the IRP is owned: its cancel routine leaves it alone where it is not in the queue. Under the cancel spin lock the cancel
    // routine is over if it was called.
    unsafe {
        ffi::IoAcquireCancelSpinLock(&raw mut irql);
        let was_called = ffi::IoSetCancelRoutine(irp.as_ptr(), None).is_none();
        // It may have been cancelled before it had a cancel routine.
        let is_cancelled = was_called || (*irp.as_ptr()).Cancel != ffi::FALSE;
        ffi::IoReleaseCancelSpinLock(irql);
        !is_cancelled
    }
}

/// The `DRIVER_CANCEL` of an IRP of the system queue.
///
/// # Safety
/// The I/O manager calls it for an IRP that was given to `IoStartPacket` of a device with extension `E`.
pub unsafe extern "system" fn cancel_queued<E: WdmExtension>(
    device: *mut ffi::DEVICE_OBJECT,
    irp: *mut ffi::IRP,
) {
    // SAFETY: the cancel spin lock is held, so the IRP is in the queue, or its owner waits for the lock in `take_started`.
    unsafe {
        let storage = Storage::<E>::behind(device);
        let entry = &raw mut (*irp).Tail.Overlay.u.DeviceQueueEntry;
        let was_queued =
            ffi::KeRemoveEntryDeviceQueue(&raw mut (*device).DeviceQueue, entry) != ffi::FALSE;
        if was_queued {
            driver_cancel::notify(storage);
        }
        ffi::IoReleaseCancelSpinLock((*irp).CancelIrql);
        if was_queued {
            complete(NonNull::new_unchecked(irp), NtStatus::CANCELLED, 0);
            storage.kept.activity.irps.leave();
        }
    }
}
