//! [`Turn`]: plug and play, or one step of a power request, changes a device; never two at a time.
//!
//! Plug and play waits for its turn, at `PASSIVE_LEVEL`, and then has it for as long as its request takes: a stop waits for the driver's IRPs in
//! it. A power request waits for nothing, because it may come at `DISPATCH_LEVEL` and threads for work items are few: it looks again later. Its
//! steps are as short as the hooks of the driver.

use core::sync::atomic::{AtomicBool, Ordering};

use crate::ffi;

/// Whether somebody has it. Zero is nobody.
#[derive(Debug)]
pub(crate) struct Turn(AtomicBool);

/// The turn of plug and play, until this is dropped.
pub(crate) struct Taken<'a>(&'a Turn);

impl Turn {
    /// Takes it, if nobody has it. Any IRQL.
    pub(super) fn try_take(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }

    /// Gives it back. Who has it next may end the device.
    pub(super) fn give_back(&self) {
        self.0.store(false, Ordering::SeqCst);
    }

    /// Takes it when nobody has it any more. Who has it runs, and waits for nobody: this one sleeps for a tick of the clock meanwhile.
    ///
    /// # Safety
    /// `PASSIVE_LEVEL`; the device is there until the result is dropped.
    pub(crate) unsafe fn take(&self) -> Taken<'_> {
        // SAFETY: the caller's word.
        unsafe { self.take_when(|| true) }
    }

    /// As [`Turn::take`], when `may` says so.
    ///
    /// # Safety
    /// As [`Turn::take`].
    pub(crate) unsafe fn take_when(&self, may: impl Fn() -> bool) -> Taken<'_> {
        // Of 100 ns, from now.
        let mut time = ffi::LARGE_INTEGER { QuadPart: -10_000 };
        loop {
            let taken = self.try_take().then(|| Taken(self));
            if let Some(taken) = taken.filter(|_| may()) {
                return taken;
            }
            // SAFETY: the caller's word.
            let _ =
                unsafe { ffi::KeDelayExecutionThread(ffi::KernelMode, ffi::FALSE, &raw mut time) };
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.give_back();
    }
}
