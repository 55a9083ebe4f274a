//! The end of an adapter: one for every driver, whichever of Storport's ways leads to it.
//!
//! The gate closes, after which nothing new can be deferred; what was deferred runs down; the driver's
//! `#[hw_free_adapter_resources]` acts; the value is dropped, and what the runtime made is freed. docs/soundness.md has the
//! argument ("The end of an adapter").
//!
//! | what comes | what happens |
//! | --- | --- |
//! | `StorRemoveDevice` of a physical adapter | the end; the request is completed when it is over ([`requests`]) |
//! | `StorStopDevice` of a physical adapter | the gate closes and everything runs down; the value stays until it is rebuilt |
//! | `HW_FREE_ADAPTER_RESOURCES` (virtual) | the end, at `PASSIVE_LEVEL`, waiting |
//! | a passive initialisation that fails, a second find-adapter | the end, at `PASSIVE_LEVEL`, waiting |

mod beat;
mod finish;
mod registered;
mod requests;

use core::cell::Cell;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicBool, AtomicPtr, AtomicU8, Ordering};

use crate::deferred::{self, Fence};
use crate::ffi::{self, PVOID, SCSI_REQUEST_BLOCK};
use crate::irql::{self, Irql};
use crate::kind::Kind;
use crate::lock::zeroed_handle;
use crate::shared::extension::{Extension, Storage};
use crate::storport::extension::DeviceExtension;
use crate::storport::pool;

pub(crate) use beat::{make_timer, pause, wait};
pub(crate) use finish::{Free, finish};
pub(crate) use registered::{Registered, register, registered};
pub(crate) use requests::{is_late_or_no_command, passes_build_io, request};

/// What the runtime keeps of an adapter's end. All zero until it begins.
#[derive(Debug)]
pub(crate) struct Ending {
    /// `#[hw_free_adapter_resources]` of a physical miniport. Written by find-adapter, when nothing else runs.
    free: Cell<Option<Free>>,
    /// The timer that looks again and again; null in a virtual miniport.
    timer: AtomicPtr<core::ffi::c_void>,
    /// The plug and play request that waits for the end, or null.
    request: AtomicPtr<SCSI_REQUEST_BLOCK>,
    /// That request removes the adapter: the value goes too.
    removes: AtomicBool,
    /// The end is over, for whoever waits at `PASSIVE_LEVEL`.
    over: AtomicBool,
    /// Interrupt handlers that saw the gate open are over.
    settled: AtomicBool,
    /// How many times everything has been fenced.
    rounds: AtomicU8,
    /// The fence of the adapter's own timer (`RequestTimerCall`).
    adapter_timer: Fence,
}

/// A handler that saw the gate open may defer something while the first round is under way. What begins after its own fence of
/// the first round sees the gate closed, so the second round is the last.
const ROUNDS: u8 = 2;

/// Closes the gate: from here on nothing is deferred but by handlers that run already.
///
/// # Safety
/// `storage` is that of the current callback's adapter, which is alive; IRQL up to `DISPATCH_LEVEL`.
pub(crate) unsafe fn close<E: DeviceExtension>(storage: &Storage<E>) {
    storage.life.close();
    let ending = &storage.kept.ending;
    ending.rounds.store(0, Ordering::Relaxed);
    ending.over.store(false, Ordering::Relaxed);
    ending.settled.store(false, Ordering::Relaxed);
    // SAFETY: nobody looks at the fences yet.
    unsafe { unfence(storage) };
}

/// One look at everything that may still run; true when nothing does, for good. Called by one at a time.
///
/// # Safety
/// The gate of `storage` is closed; IRQL up to `DISPATCH_LEVEL`; in a physical miniport, the interrupt lock may be acquired.
unsafe fn quiet<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    let (ending, adapter) = (&storage.kept.ending, storage.device_extension());
    // Here and not where the gate closes: passive initialisation and find-adapter must not acquire a lock.
    if !ending.settled.swap(true, Ordering::Relaxed) {
        // SAFETY: the caller's word.
        unsafe { past_interrupts(storage, storage.life.is_connected()) };
    }
    if storage.kept.timing.load(Ordering::SeqCst) != 0 {
        // Whoever sets or cancels a timer may still do it to a fence.
        return false;
    }
    let mut quiet = storage.kept.works.load(Ordering::SeqCst) == 0;
    if storage.life.is_connected() && !ending.adapter_timer.passed() {
        quiet = false;
        // A handler that saw the gate open may have taken the timer over: it is asked until the fence comes.
        // SAFETY: the routine is one for adapters with extension `E`.
        unsafe {
            ffi::notify_request_timer_call(adapter, Some(adapter_timer_fence::<E>), 0);
            ffi::notify_request_timer_call(adapter, Some(adapter_timer_fence::<E>), 1);
        }
    }
    if storage.kept.made.load(Ordering::Acquire) {
        // SAFETY: the objects were made, and the caller's word.
        quiet &= unsafe { deferred::quiet(E::SLOTS, storage.slots(), adapter) };
    }
    if !quiet {
        return false;
    }
    let rounds = ending.rounds.load(Ordering::Relaxed) + 1;
    ending.rounds.store(rounds.min(ROUNDS), Ordering::Relaxed);
    if rounds < ROUNDS {
        // SAFETY: nobody else looks at the fences.
        unsafe { unfence(storage) };
        return false;
    }
    true
}

/// Wants every fence (again).
///
/// # Safety
/// Nobody else looks at the fences.
unsafe fn unfence<E: DeviceExtension>(storage: &Storage<E>) {
    storage.kept.ending.adapter_timer.reset();
    // SAFETY: the slots are those of the extension.
    unsafe { deferred::unfence(E::SLOTS, storage.slots()) };
}

/// Returns when every interrupt handler that ran at the call is over: the interrupt lock is taken once, which is all message
/// locks together where each message has its own (page of `StorPortAcquireMSISpinLock`).
///
/// # Safety
/// IRQL up to `DISPATCH_LEVEL`; in a physical miniport, the interrupt lock is not held and may be acquired.
unsafe fn past_interrupts<E: DeviceExtension>(storage: &Storage<E>, connected: bool) {
    if E::Kind::VIRTUAL || !connected {
        return;
    }
    let (adapter, mut handle) = (storage.device_extension(), zeroed_handle());
    // SAFETY: the caller's word; the handle stays where it is until the release.
    unsafe {
        let none = core::ptr::null_mut();
        ffi::StorPortAcquireSpinLock(adapter, ffi::InterruptLock, none, &raw mut handle);
        ffi::StorPortReleaseSpinLock(adapter, &raw mut handle);
    }
}

/// The `HW_TIMER` of the fence of the adapter's own timer.
///
/// # Safety
/// Storport calls it for a request of [`quiet`], as a routine of an adapter with extension `E`.
unsafe extern "system" fn adapter_timer_fence<E: DeviceExtension>(extension: PVOID) {
    // SAFETY: the extension is that of the adapter whose timer it is.
    unsafe { Storage::<E>::of(extension) }
        .kept
        .ending
        .adapter_timer
        .pass();
}

impl Ending {
    /// The `#[hw_free_adapter_resources]` of the driver that find-adapter has named.
    pub(crate) fn set_free(&self, free: Option<Free>) {
        self.free.set(free);
    }
}

/// The value of an earlier find-adapter goes before there is another; false if it cannot.
///
/// # Safety
/// This is find-adapter of the adapter.
pub(crate) unsafe fn begin_anew<E: DeviceExtension>(storage: &Storage<E>) -> bool {
    if !storage.life.is_alive() {
        return true;
    }
    // SAFETY: the caller's word. Where the gate is closed, StorStopDevice has closed it and everything has run down. Where Storport
    // does not tell the IRQL, it is find-adapter's own.
    unsafe {
        if storage.life.is_closing() {
            restart(storage);
        } else if pool::current_irql(storage.device_extension())
            .is_none_or(|irql| irql == irql::Passive::LEVEL)
        {
            wait(storage);
            if E::Kind::VIRTUAL {
                if let Some(free) = registered::<E>().free {
                    free(storage.device_extension());
                }
                finish(storage);
            }
        } else {
            // Storport runs find-adapter at DISPATCH_LEVEL where ScsiRestartAdapter is not supported, which it always is here.
            return false;
        }
    }
    true
}

/// Ends an adapter whose passive initialisation has failed, waiting. The value of a virtual miniport stays until
/// `HW_FREE_ADAPTER_RESOURCES`, which the driver's handler is for; nothing of it runs any more.
///
/// # Safety
/// This is passive initialisation.
pub(crate) unsafe fn fail<E: DeviceExtension>(storage: &Storage<E>) {
    // SAFETY: the caller's word: PASSIVE_LEVEL, no locks.
    unsafe { wait(storage) };
}

/// An adapter that has been stopped, and has run down, starts anew: its value goes.
///
/// # Safety
/// This is find-adapter, and nothing else of the adapter runs; the value is alive.
pub(crate) unsafe fn restart<E: DeviceExtension>(storage: &Storage<E>) {
    storage.life.disconnect();
    // SAFETY: the caller's word; Storport has disconnected the interrupts, and the request that closed the gate is completed.
    unsafe { finish::disconnected(storage) };
}

/// Storport's pointer to a storage.
impl<E: Extension> Storage<E> {
    /// # Safety
    /// `extension` is what Storport passed to a callback of an adapter with extension `E`, which lasts for `'a`.
    pub(crate) unsafe fn of<'a>(extension: PVOID) -> &'a Self {
        // SAFETY: the caller's word; every part is valid when zeroed and changes only through cells.
        unsafe { NonNull::new_unchecked(extension.cast::<Self>()).as_ref() }
    }
}
