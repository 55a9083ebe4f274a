//! [`Parked`]: IRPs of the system queue that have not been started when their device is paused.
//!
//! In the queue an IRP counts as one that the driver has, because whoever is done with the current one starts it. So a pause takes them out,
//! as cleanup does, and keeps them in a cancel-safe list until the driver goes on: then they are queued again in the same order.

use core::ptr::{self, NonNull};

use super::arrival::{Arrival, enter_system_queue, key};
use super::complete;
use super::list::{End, IrpList, Which};
use super::started::{complete_queued, take_queued};
use crate::ffi;
use crate::shared::extension::Storage;
use crate::wdm::extension::WdmExtension;
use crate::wdm::status::NtStatus;

/// IRPs in the order of the system queue.
#[repr(transparent)]
pub(crate) struct Parked(pub(crate) IrpList);

/// Takes what waits out of the system queue, and parks it.
///
/// # Safety
/// The device has such a queue, was added, and is not removed meanwhile; up to `DISPATCH_LEVEL`, without a spin lock, with the turn.
pub(crate) unsafe fn park_queued<E: WdmExtension>(storage: &Storage<E>) {
    let kept = &storage.kept;
    // SAFETY: the caller's word.
    while let Some(irp) = unsafe { take_queued(storage.device(), Which::Any) } {
        // SAFETY: the IRP was taken out of the queue, without its cancel routine, is marked pending, and holds the device. Who cleans up
        // its file empties the list afterwards. Nobody closes the gate meanwhile, for which the turn is needed as for this.
        unsafe {
            let refused = kept.parked.0.put(irp, End::Last, &|| {
                if kept.cleaned.was_before(irp) {
                    return Err(NtStatus::CANCELLED);
                }
                Ok(())
            });
            if let Err(status) = refused {
                complete(irp, status, 0);
            }
        }
        storage.leave_irp();
    }
}

/// Queues again what was parked, in the order and with the keys that it had.
///
/// # Safety
/// As [`park_queued`]; the device is started.
pub(crate) unsafe fn start_parked<E: WdmExtension>(storage: &Storage<E>) {
    let kept = &storage.kept;
    while kept.activity.irps.enter_to_take() {
        // SAFETY: the list was initialised when the device was added. The IRP was taken out of it, holds the device from here on, and has
        // no cancel routine. It is held once more until it was looked after.
        unsafe {
            let Some(irp) = kept.parked.0.take(Which::Any) else {
                storage.leave_irp();
                break;
            };
            kept.activity.irps.hold();
            start_packet(storage, irp, key(irp));
            storage.leave_irp();
        }
    }
}

/// Completes what came of a file before it was cleaned up, if it was.
///
/// # Safety
/// As [`park_queued`], of a device that is held; the turn is not needed.
#[cold]
#[inline(never)]
unsafe extern "C" fn sweep<E: WdmExtension>(
    storage: &Storage<E>,
    file: ffi::PFILE_OBJECT,
    arrival: Arrival,
) {
    // SAFETY: the caller's word.
    unsafe {
        if let Some(when) = storage.kept.cleaned.after(file, arrival) {
            complete_queued(storage, Which::Of(file, when), NtStatus::CANCELLED);
        }
    }
}

/// Puts an IRP into the system queue, or starts it. Where its file was cleaned up meanwhile, what came of the file before that is taken out of the
/// queue again: cleanup may have swept the queue before.
///
/// # Safety
/// As [`park_queued`]; the device is held until this returns. The IRP is owned, its arrival noted, marked pending, holds the device, and leaves
/// the caller.
pub(crate) unsafe fn start_packet<E: WdmExtension>(
    storage: &Storage<E>,
    irp: NonNull<ffi::IRP>,
    key: Option<u32>,
) {
    let kept = &storage.kept;
    let mut number = key.unwrap_or_default();
    let place = key.map_or(ptr::null_mut(), |_| &raw mut number);
    // SAFETY: the caller's word; the cancel routine is one for IRPs of this queue. The file is only compared afterwards: if another one lies
    // at its place that was cleaned up, what came of it before may be completed as well.
    unsafe {
        let file = (*ffi::IoGetCurrentIrpStackLocation(irp.as_ptr())).FileObject;
        let arrival = Arrival::of(irp);
        enter_system_queue(irp, key);
        ffi::IoStartPacket(storage.device(), irp.as_ptr(), place, kept.cancel.get());
        if kept.cleaned.is_any() {
            sweep(storage, file, arrival);
        }
    }
}
