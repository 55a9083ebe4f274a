//! From when service IRPs come until none is left.

use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering;

use super::{dropped, lengths};
use crate::ffi::{self, IRP};
use crate::kind::Kind;
use crate::shared::data::DataBuffer;
use crate::shared::extension::{Extension, Storage};
use crate::shared::status::NtStatus;
use crate::storport::end;
use crate::storport::extension::DeviceExtension;

/// A call of `HW_PROCESS_SERVICE_REQUEST` begins: the driver may have the IRP, which counts from now on; or why not.
///
/// # Safety
/// This is that call, of the adapter of `storage`, and `irp` is its IRP.
pub(crate) unsafe fn begin<E: DeviceExtension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
) -> Result<(), NtStatus> {
    let kept = &storage.kept;
    let service = &kept.service;
    if !storage.life.hold(&kept.works) {
        return Err(NtStatus::DELETE_PENDING);
    }
    // Counted first, as for the gate: who closes sees the call, or the call sees that it is closed.
    service.calls.fetch_add(1, Ordering::SeqCst);
    let refused = if service.closed.load(Ordering::SeqCst) {
        Some(NtStatus::DELETE_PENDING)
        // SAFETY: PASSIVE_LEVEL.
    } else if unsafe { dropped::make_worker(storage) } {
        None
    } else {
        Some(NtStatus::INSUFFICIENT_RESOURCES)
    };
    if let Some(status) = refused {
        end_call(storage);
        return Err(status);
    }
    service.irps.fetch_add(1, Ordering::SeqCst);
    let (input, output) = lengths(irp);
    // SAFETY: the system buffer has room for both. What the I/O manager had there before is not the sender's to see.
    unsafe {
        let buffer = (*irp.as_ptr()).AssociatedIrp.SystemBuffer;
        DataBuffer::new(buffer.cast(), output)
            .fill_at(input, output.saturating_sub(input), 0)
            .ok();
    }
    Ok(())
}

/// That call is over. The last touch of the adapter: its end waits for it.
pub(crate) fn end_call<E: DeviceExtension>(storage: &Storage<E>) {
    storage.kept.service.calls.fetch_sub(1, Ordering::SeqCst);
    storage.kept.works.fetch_sub(1, Ordering::Release);
}

/// Hands an IRP back.
///
/// # Safety
/// The IRP is owned by the caller, and is not touched after this; IRQL up to `DISPATCH_LEVEL`, no spin lock is held; the adapter's memory
/// stays until this is over.
pub(crate) unsafe fn answer<E: Extension>(
    storage: &Storage<E>,
    irp: NonNull<IRP>,
    status: NtStatus,
    information: usize,
) {
    // SAFETY: the caller's word. A system that handed the IRP over takes it back: NOT_IMPLEMENTED is of those that have none.
    unsafe {
        let outcome = &raw mut (*ffi::named(irp.as_ptr())).IoStatus;
        (*outcome).Status = status.code();
        (*outcome).Information = information;
        ffi::StorPortCompleteServiceIrp(storage.device_extension(), irp.as_ptr().cast());
    }
}

/// `HW_COMPLETE_SERVICE_IRP` has come: the driver gets no more IRPs, and has those that it got.
///
/// # Safety
/// This is that call: `PASSIVE_LEVEL`, no locks.
pub(crate) unsafe fn close<E: DeviceExtension>(storage: &Storage<E>) {
    let service = &storage.kept.service;
    service.closed.store(true, Ordering::SeqCst);
    while service.calls.load(Ordering::SeqCst) != 0 {
        // SAFETY: the caller's word.
        unsafe { end::pause(storage.device_extension()) };
    }
}

/// Find-adapter has made another value: IRPs are welcome.
pub(crate) fn reopen<E: DeviceExtension>(storage: &Storage<E>) {
    storage.kept.service.closed.store(false, Ordering::SeqCst);
}

/// Returns when every service IRP of the adapter is completed. Those that the value owned were dropped with it.
///
/// # Safety
/// No callback of the adapter runs, or will; its value is gone. `PASSIVE_LEVEL` in a virtual miniport; others have no service IRPs.
pub(crate) unsafe fn end<E: DeviceExtension>(storage: &Storage<E>) {
    if !E::Kind::VIRTUAL {
        return;
    }
    let (adapter, kept) = (storage.device_extension(), &storage.kept);
    // SAFETY: the caller's word.
    unsafe {
        loop {
            dropped::complete_all(storage, &kept.service);
            // In this order: whoever drops one counts among both, and queues before it counts no more among the first.
            if kept.service.irps.load(Ordering::SeqCst) == 0
                && kept.works.load(Ordering::SeqCst) == 0
            {
                break;
            }
            end::pause(adapter);
        }
        let worker = kept.service.worker.swap(ptr::null_mut(), Ordering::Relaxed);
        if !worker.is_null() {
            ffi::StorPortFreeWorker(adapter, worker);
        }
    }
}
