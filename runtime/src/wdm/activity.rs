//! [`Activity`]: what a driver does for others at the moment, counted, and the gate that new requests pass.
//!
//! It is what a remove lock is for a C driver: a dispatch routine that runs and an IRP that the driver owns hold the device, and so does a
//! work item that is queued. Whoever closes the gate waits until all have let go. Work items are counted apart: one that queues itself again
//! and again ends when nothing can be deferred any more, and that comes when there are no IRPs.

use core::cell::UnsafeCell;
use core::fmt;
use core::mem::MaybeUninit;
use core::ptr;
use core::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, AtomicU32, Ordering};

use super::status::NtStatus;
use crate::ffi;

/// What becomes of a request that wants to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// It fails, with the status of [`Activity::refusal`]. The value of zero.
    Closed = 0,
    /// It waits: the device is stopped for a while, or has no power.
    Holding = 1,
    /// It passes.
    Open = 2,
    /// It waits still, but what waits in the driver's own queues may be taken: the device has just been started, or has power again.
    Resuming = 3,
}

/// In the count: somebody waits until nobody holds the device.
const DRAINING: u32 = 1 << 31;

/// What is left of a count when somebody lets go, and whether that one tells who waits.
const fn without_one(now: u32) -> (u32, bool) {
    if now == DRAINING + 1 {
        (0, true)
    } else {
        (now - 1, false)
    }
}

impl Gate {
    /// The gate of this number.
    #[inline]
    pub(crate) fn of(number: u8) -> Self {
        match number {
            3 => Self::Resuming,
            2 => Self::Open,
            1 => Self::Holding,
            _ => Self::Closed,
        }
    }
}

/// The gate, and what holds the device. Zero is closed, with nothing to do.
pub(crate) struct Activity {
    gate: AtomicU8,
    /// Why the gate is closed.
    refusal: AtomicI32,
    /// Dispatch routines that run, and IRPs that the driver owns.
    pub(crate) irps: Count,
    /// Work items that are queued or run, and who may defer something elsewhere.
    pub(crate) works: Count,
}

/// Who holds the device.
pub(crate) struct Count {
    /// How many, and one for the device itself while it is not [drained](Count::drain); and [`DRAINING`].
    holders: AtomicU32,
    drained: AtomicBool,
    idle: UnsafeCell<MaybeUninit<ffi::KEVENT>>,
}

impl fmt::Debug for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Activity")
            .field("gate", &self.gate)
            .field("irps", &self.irps.holders)
            .field("works", &self.works.holders)
            .finish_non_exhaustive()
    }
}

impl Activity {
    /// # Safety
    /// The device is being added: nothing else uses this, which does not move from here on.
    pub(crate) unsafe fn initialise(&self) {
        // SAFETY: the caller's word.
        unsafe {
            self.irps.initialise();
            self.works.initialise();
        }
        self.refusal
            .store(ffi::STATUS_DEVICE_NOT_READY, Ordering::Relaxed);
    }

    /// Where the gate is.
    #[inline]
    pub(crate) fn gate(&self) -> Gate {
        Gate::of(self.gate_number())
    }

    /// Where the gate is, as [`Gate`]'s number: what most calls ask is one comparison.
    #[inline]
    pub(crate) fn gate_number(&self) -> u8 {
        self.gate.load(Ordering::SeqCst)
    }

    pub(crate) fn set_gate(&self, gate: Gate) {
        self.gate.store(gate as u8, Ordering::SeqCst);
    }

    /// Closes the gate: what comes fails with `status`.
    pub(crate) fn refuse(&self, status: NtStatus) {
        self.refusal.store(status.code(), Ordering::SeqCst);
        self.set_gate(Gate::Closed);
    }

    /// The status of what comes to a closed gate.
    #[inline]
    pub(crate) fn refusal(&self) -> NtStatus {
        NtStatus::from_code(self.refusal.load(Ordering::SeqCst))
    }

    /// Holds the device for an IRP that waits in a queue of the driver's, and says whether one may be taken: counted before the gate is looked at.
    #[inline]
    pub(crate) fn enter_to_take(&self) -> bool {
        self.irps.hold();
        let may_take = matches!(self.gate(), Gate::Open | Gate::Resuming);
        if !may_take {
            self.irps.leave();
        }
        may_take
    }
}

impl Count {
    /// # Safety
    /// As [`Activity::initialise`].
    unsafe fn initialise(&self) {
        // SAFETY: the caller's word.
        unsafe { ffi::KeInitializeEvent(self.event(), ffi::NotificationEvent, ffi::FALSE) };
        self.drained.store(true, Ordering::Relaxed);
    }

    fn event(&self) -> ffi::PKEVENT {
        self.idle.get().cast()
    }

    /// Holds the device, once more if it is held.
    #[inline]
    pub(crate) fn hold(&self) {
        self.holders.fetch_add(1, Ordering::SeqCst);
    }

    /// Lets go. The device may be gone when this returns. Up to `DISPATCH_LEVEL`.
    ///
    /// Who lets go last takes the mark of who waits with it, in one step: so each wait has one signal, and none is left over that a later
    /// wait would take for its own, or that would come when the device is gone.
    #[inline]
    pub(crate) fn leave(&self) {
        let mut now = self.holders.load(Ordering::Relaxed);
        loop {
            let (left, is_last) = without_one(now);
            match self
                .holders
                .compare_exchange_weak(now, left, Ordering::SeqCst, Ordering::Relaxed)
            {
                Ok(_) if is_last => break,
                Ok(_) => return,
                Err(changed) => now = changed,
            }
        }
        // SAFETY: the event was initialised when the device was added. Whoever drains the device waits for this event before the device
        // goes, and `KeSetEvent` does not touch it after that, as it does not touch that of a remove lock.
        unsafe { ffi::KeSetEvent(self.event(), 0, ffi::FALSE) };
    }

    /// The device may be used (again).
    pub(crate) fn fill(&self) {
        if self.drained.swap(false, Ordering::SeqCst) {
            self.hold();
        }
    }

    /// Waits until nobody holds the device. What is done twice is done once. Plug and play and power requests of a device come one
    /// after the other, so that one waits at a time.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; the gate is not open.
    pub(crate) unsafe fn drain(&self) {
        // SAFETY: the caller's word.
        unsafe { self.drain_within(ptr::null_mut(), || {}) };
    }

    /// As [`Activity::drain`]; calls `meanwhile` every 10 ms until then.
    ///
    /// # Safety
    /// As [`Activity::drain`].
    pub(crate) unsafe fn drain_with(&self, meanwhile: impl FnMut()) {
        // Of 100 ns, from now.
        let mut timeout = ffi::LARGE_INTEGER { QuadPart: -100_000 };
        // SAFETY: the caller's word.
        unsafe { self.drain_within(&raw mut timeout, meanwhile) };
    }

    /// # Safety
    /// As [`Activity::drain`].
    unsafe fn drain_within(&self, timeout: ffi::PLARGE_INTEGER, mut meanwhile: impl FnMut()) {
        if self.drained.swap(true, Ordering::SeqCst) {
            return;
        }
        // SAFETY: the event was initialised when the device was added; the caller's word.
        unsafe {
            ffi::KeClearEvent(self.event());
            // Its own hold goes.
            let left = |now| Some(if now == 1 { 0 } else { now - 1 + DRAINING });
            let before = self
                .holders
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, left);
            if before == Ok(1) {
                return;
            }
            while ffi::KeWaitForSingleObject(
                self.event().cast(),
                ffi::Executive,
                ffi::KernelMode,
                ffi::FALSE,
                timeout,
            ) == ffi::STATUS_TIMEOUT
            {
                meanwhile();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DRAINING, without_one};

    #[test]
    fn who_comes_to_a_drained_device_tells_nobody() {
        assert_eq!(without_one(1), (0, false));
        assert_eq!(without_one(2), (1, false));
    }

    #[test]
    fn a_wait_has_one_signal() {
        assert_eq!(without_one(DRAINING + 2), (DRAINING + 1, false));
        assert_eq!(without_one(DRAINING + 1), (0, true));
    }
}
