//! Service IRPs that the driver dropped, perhaps under a lock: a work item of the runtime's completes them.

use core::ptr::{self, NonNull};
use core::sync::atomic::Ordering;

use super::Service;
use super::life::answer;
use crate::ffi::{self, IRP, PVOID};
use crate::shared::extension::{Extension, Storage};
use crate::shared::status::NtStatus;
use crate::storport::extension::{DeviceExtension, Kept};

/// Makes the worker, once; false if there is none to be had.
///
/// # Safety
/// `PASSIVE_LEVEL`, in a callback of the adapter of `storage`.
pub(super) unsafe fn make_worker<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    let place = &storage.kept.service.worker;
    if !place.load(Ordering::Acquire).is_null() {
        return true;
    }
    let (adapter, mut worker) = (storage.device_extension(), ptr::null_mut());
    // SAFETY: the caller's word.
    unsafe {
        if ffi::StorPortInitializeWorker(adapter, &raw mut worker) != ffi::STOR_STATUS_SUCCESS {
            return false;
        }
        let none = ptr::null_mut();
        let first = place.compare_exchange(none, worker, Ordering::AcqRel, Ordering::Acquire);
        if first.is_err() {
            // Another call was faster.
            ffi::StorPortFreeWorker(adapter, worker);
        }
    }
    true
}

/// Has an IRP completed. Up to `DISPATCH_LEVEL`, whatever is held: a virtual miniport runs nowhere else.
///
/// # Safety
/// The IRP is owned by the caller and counts at the adapter of `storage`, which keeps `kept`.
pub(super) unsafe fn put<E: Extension>(storage: &Storage<E>, kept: &Kept, irp: NonNull<IRP>) {
    let service = &kept.service;
    if storage.life.is_alive() {
        // Otherwise the adapter's end drops it, and nobody has forgotten it.
        kept.dropped_requests.fetch_add(1, Ordering::Relaxed);
    }
    // Once on the list it can be completed at once: the adapter has to wait for the rest of this, too.
    service.irps.fetch_add(1, Ordering::SeqCst);
    let mut first = service.first.load(Ordering::Relaxed);
    loop {
        // SAFETY: the IRP is owned, and this word of it is its owner's.
        unsafe { (*ffi::named(irp.as_ptr())).IoStatus.Information = first.expose_provenance() };
        match service.first.compare_exchange_weak(
            first,
            irp.as_ptr(),
            Ordering::SeqCst,
            Ordering::Relaxed,
        ) {
            Ok(_) => break,
            Err(now) => first = now,
        }
    }
    if !service.completing.swap(true, Ordering::SeqCst) {
        kept.works.fetch_add(1, Ordering::SeqCst);
        let (adapter, worker) = (
            storage.device_extension(),
            service.worker.load(Ordering::Acquire),
        );
        // SAFETY: the worker was made before the first IRP, and is the adapter's. Nobody else queues it: its routine says when it has
        // looked for the last time, and then it has begun.
        let status = unsafe {
            ffi::StorPortQueueWorkItem(adapter, Some(routine::<E>), worker, ptr::null_mut())
        };
        if status != ffi::STOR_STATUS_SUCCESS {
            // The next one that is dropped, or the adapter's end, completes it.
            service.completing.store(false, Ordering::SeqCst);
            kept.works.fetch_sub(1, Ordering::SeqCst);
        }
    }
    service.irps.fetch_sub(1, Ordering::SeqCst);
}

/// The `HW_WORKITEM` that completes what was dropped.
///
/// # Safety
/// Storport calls it for what [`put`] has queued.
unsafe extern "system" fn routine<E: Extension>(extension: PVOID, _context: PVOID, _worker: PVOID) {
    // SAFETY: the caller's word: PASSIVE_LEVEL, no locks. The adapter's end waits for the count.
    unsafe {
        let storage = Storage::<E>::of(extension);
        let Some(kept) = storage.kept_as::<Kept>() else {
            return;
        };
        let service = &kept.service;
        loop {
            complete_all(storage, service);
            service.completing.store(false, Ordering::SeqCst);
            // One that came in between has queued nothing.
            let nothing = service.first.load(Ordering::SeqCst).is_null();
            if nothing || service.completing.swap(true, Ordering::SeqCst) {
                break;
            }
        }
        kept.works.fetch_sub(1, Ordering::Release);
    }
}

/// Completes what is on the list.
///
/// # Safety
/// IRQL up to `DISPATCH_LEVEL`, no lock is held; the adapter's memory stays until this is over.
pub(super) unsafe fn complete_all<E: Extension>(storage: &Storage<E>, service: &Service) {
    let status = if storage.life.is_alive() {
        NtStatus::UNSUCCESSFUL
    } else {
        NtStatus::DELETE_PENDING
    };
    let mut next = service.first.swap(ptr::null_mut(), Ordering::SeqCst);
    while let Some(irp) = NonNull::new(next) {
        // SAFETY: the whole list was taken: its IRPs are owned here.
        unsafe {
            next =
                ptr::with_exposed_provenance_mut((*ffi::named(irp.as_ptr())).IoStatus.Information);
            answer(storage, irp, status, 0);
        }
        service.irps.fetch_sub(1, Ordering::SeqCst);
    }
}
