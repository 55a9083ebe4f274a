//! The last part of an end: nothing runs any more but interrupt handlers.

use core::ptr;
use core::sync::atomic::Ordering;

use super::past_interrupts;
use crate::deferred;
use crate::ffi::{self, PVOID};
use crate::shared::extension::Storage;
use crate::storport::extension::DeviceExtension;
use crate::storport::{service, srb};

/// Calls the driver's `#[hw_free_adapter_resources]`, in the scope of its kind, with the adapter's extension.
pub(crate) type Free = unsafe fn(PVOID);

/// Drops the value and frees what the runtime made. The driver's handler has acted.
///
/// # Safety
/// No callback of the adapter runs, or will, but interrupt handlers; IRQL up to `DISPATCH_LEVEL`, the interrupt lock is not
/// held.
pub(crate) unsafe fn finish<E: DeviceExtension>(storage: &Storage<E>) {
    let connected = storage.life.is_connected();
    // SAFETY: the caller's word. An interrupt handler that saw the value alive is over before it is dropped; later ones see that
    // it is not, and answer for themselves.
    unsafe { release(storage, || past_interrupts(storage, connected)) };
}

/// Drops the value, when `past` has waited for interrupt handlers, and frees what the runtime made.
///
/// # Safety
/// As [`finish`], and no interrupt handler that saw the value alive runs after `past`.
unsafe fn release<E: DeviceExtension>(storage: &Storage<E>, past: impl FnOnce()) {
    let adapter = storage.device_extension();
    // SAFETY: the caller's word.
    unsafe {
        storage.destroy(|| {
            past();
            storage.kept.left.forget();
        });
        service::end(storage);
        if storage.kept.made.swap(false, Ordering::AcqRel) {
            deferred::free(E::SLOTS, storage.slots(), adapter);
        }
        let timer = storage
            .kept
            .ending
            .timer
            .swap(ptr::null_mut(), Ordering::Relaxed);
        if !timer.is_null() {
            ffi::StorPortFreeTimer(adapter, timer);
        }
        storage.dropped.release::<E::Kind>(adapter);
    }
}

/// Ends what a plug and play request or a waiting thread began, in `HW_TIMER` or `HW_STARTIO`.
///
/// # Safety
/// As [`finish`]; the StartIo lock is held, or nothing else could hold it.
pub(super) unsafe fn complete<E: DeviceExtension>(storage: &Storage<E>) {
    let ending = &storage.kept.ending;
    // SAFETY: the caller's word; the request is the adapter's own, kept since it came, and is completed once.
    unsafe {
        if ending.removes.swap(false, Ordering::Relaxed) {
            free(storage);
            finish(storage);
        }
        ending.over.store(true, Ordering::Release);
        let request = ending.request.swap(ptr::null_mut(), Ordering::AcqRel);
        if !request.is_null() {
            srb::complete(storage.device_extension(), request, ffi::SRB_STATUS_SUCCESS);
        }
    }
}

/// Ends the value of an adapter whose interrupts Storport has disconnected, in find-adapter, which may acquire no lock.
///
/// # Safety
/// Nothing of the adapter runs, interrupt handlers included.
pub(super) unsafe fn disconnected<E: DeviceExtension>(storage: &Storage<E>) {
    // SAFETY: the caller's word.
    unsafe {
        free(storage);
        release(storage, || ());
    }
}

/// Calls the driver's `#[hw_free_adapter_resources]`, if find-adapter has named one.
///
/// # Safety
/// As [`complete`].
unsafe fn free<E: DeviceExtension>(storage: &Storage<E>) {
    if let Some(free) = storage.kept.ending.free.get() {
        // SAFETY: the caller's word.
        unsafe { free(storage.device_extension()) };
    }
}
