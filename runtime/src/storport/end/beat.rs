//! What drives an end that has to wait: a timer of the runtime's own at `DISPATCH_LEVEL`, or a thread that waits at
//! `PASSIVE_LEVEL`.

use core::ptr;
use core::sync::atomic::Ordering;

use super::{finish, quiet};
use crate::ffi::{self, PVOID};
use crate::kind::Kind;
use crate::shared::extension::Storage;
use crate::storport::extension::DeviceExtension;

/// Between two looks, in microseconds.
const BEAT: u32 = 1000;

/// Makes the timer of a physical adapter's end, once (`StorPortInitializeTimer`, which its page recommends in find-adapter);
/// false if there is none to be had.
///
/// # Safety
/// This is find-adapter of the adapter.
pub(crate) unsafe fn make_timer<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    if E::Kind::VIRTUAL || !storage.kept.ending.timer.load(Ordering::Relaxed).is_null() {
        return true;
    }
    let mut timer = ptr::null_mut();
    // SAFETY: find-adapter runs at DISPATCH_LEVEL or below.
    let status =
        unsafe { ffi::StorPortInitializeTimer(storage.device_extension(), &raw mut timer) };
    storage.kept.ending.timer.store(timer, Ordering::Relaxed);
    status == ffi::STOR_STATUS_SUCCESS
}

/// Looks again after a beat.
///
/// # Safety
/// The gate is closed, and the timer is not requested; not in a virtual miniport.
pub(super) unsafe fn beat<E: DeviceExtension>(storage: &Storage<E>) {
    let timer = storage.kept.ending.timer.load(Ordering::Relaxed);
    let adapter = storage.device_extension();
    // SAFETY: the timer is the adapter's, made by find-adapter; the routine is one for extension `E`.
    unsafe {
        ffi::StorPortRequestTimer(
            adapter,
            timer,
            Some(look::<E>),
            ptr::null_mut(),
            BEAT.into(),
            0,
        );
    }
}

/// The `HW_TIMER_EX` of the beat.
///
/// # Safety
/// Storport calls it for a request of [`beat`].
unsafe extern "system" fn look<E: DeviceExtension>(extension: PVOID, _context: PVOID) {
    // SAFETY: the caller's word; one beat is under way at a time, at DISPATCH_LEVEL.
    unsafe {
        let storage = Storage::<E>::of(extension);
        if quiet(storage) {
            // A timer is not freed in its own callback, and the driver's handler is promised the StartIo lock: the rest comes in
            // HW_TIMER. Nobody can take that over any more.
            ffi::notify_request_timer_call(extension, Some(last::<E>), 1);
        } else {
            beat(storage);
        }
    }
}

/// The `HW_TIMER` that ends what the beat has waited for.
///
/// # Safety
/// Storport calls it for the request of [`look`].
unsafe extern "system" fn last<E: DeviceExtension>(extension: PVOID) {
    // SAFETY: the caller's word: nothing of the adapter runs beside this but interrupt handlers.
    unsafe { finish::complete(Storage::<E>::of(extension)) };
}

/// Closes the gate and returns when nothing of a virtual miniport's adapter runs any more, or when the end of a physical one is over.
///
/// # Safety
/// `storage` is that of the current callback's adapter, which is alive; `PASSIVE_LEVEL`, no lock is held.
pub(crate) unsafe fn wait<E: DeviceExtension>(storage: &Storage<E>) {
    // SAFETY: the caller's word.
    unsafe {
        super::close(storage);
        if E::Kind::VIRTUAL {
            while !quiet(storage) {
                pause(storage.device_extension());
            }
            return;
        }
        storage.kept.ending.removes.store(true, Ordering::Relaxed);
        beat(storage);
        while !storage.kept.ending.over.load(Ordering::Acquire) {
            pause(storage.device_extension());
        }
    }
}

/// Lets others run for a beat.
///
/// # Safety
/// `PASSIVE_LEVEL`, in a callback of `adapter`.
pub(crate) unsafe fn pause(adapter: PVOID) {
    // SAFETY: the caller's word.
    unsafe {
        if ffi::StorPortDelayExecution(adapter, BEAT) != ffi::STOR_STATUS_SUCCESS {
            // Before Windows 10 1803: at PASSIVE_LEVEL DPCs and other threads get in meanwhile.
            ffi::StorPortStallExecution(BEAT);
        }
    }
}
