//! [`Activity`]: the gate that new requests pass, and what a driver does for others at the moment, counted.
//!
//! It is what a remove lock is for a C driver: a dispatch routine that runs and an IRP that the driver owns hold the device, and so does a
//! work item that is queued. Whoever closes the gate waits until all have let go. Work items are counted apart: one that queues itself again
//! and again ends when nothing can be deferred any more, and that comes when there are no IRPs. IRPs that wait in a list of the runtime's are
//! counted apart, too: they keep the device from being deleted only.

use core::sync::atomic::{AtomicI32, AtomicU8, Ordering};

use super::count::Count;
use super::extension::WdmExtension;
use super::status::NtStatus;
use crate::ffi;
use crate::shared::extension::Storage;

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

/// The gate, and who holds the device.
#[derive(Debug)]
pub(crate) struct Activity {
    /// Where requests that do not pass look why. Who moves the gate opens `irps` before, and closes it afterwards: so who looks here has not
    /// passed by a gate that was open before.
    gate: AtomicU8,
    /// Why the gate is closed.
    refusal: AtomicI32,
    /// Dispatch routines that run, and IRPs that the driver owns. Open where the gate is.
    pub(crate) irps: Count,
    /// Work items that are queued or run, and who may defer something elsewhere. Open while the device is started.
    pub(crate) works: Count,
    /// Power and WMI requests that are here and may still be passed down, and who lets IRPs go in a work item. Open until the removal.
    pub(crate) requests: Count,
    /// Power requests and creates that the lower drivers have, and that come back. Closed when there are no `requests` any more.
    pub(crate) returns: Count,
    /// IRPs in lists of the runtime's, and who completes one that is cancelled there. Open until the device is removed.
    pub(crate) waits: Count,
}

impl Activity {
    /// # Safety
    /// The device is being added: nothing else uses this, which does not move from here on.
    pub(crate) unsafe fn initialise(&self) {
        // SAFETY: the caller's word.
        unsafe {
            self.irps.initialise();
            self.works.initialise();
            self.requests.initialise();
            self.returns.initialise();
            self.waits.initialise();
        }
        self.requests.open(true);
        self.returns.open(true);
        self.waits.open(true);
        self.refusal
            .store(ffi::STATUS_DEVICE_NOT_READY, Ordering::Relaxed);
    }

    /// Where the gate is.
    #[inline]
    pub(crate) fn gate(&self) -> Gate {
        Gate::of(self.gate.load(Ordering::SeqCst))
    }

    /// The gate is closed: what most calls ask is one comparison.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.gate.load(Ordering::SeqCst) == Gate::Closed as u8
    }

    /// Moves the gate. Who closes it or lets it hold waits for `irps` afterwards, and who opens it lets go of what waits.
    pub(crate) fn set_gate(&self, gate: Gate) {
        let set = || self.gate.store(gate as u8, Ordering::SeqCst);
        match gate {
            Gate::Closed | Gate::Holding => {
                set();
                self.irps.close();
            }
            Gate::Resuming | Gate::Open => {
                self.irps.open(gate == Gate::Open);
                set();
            }
        }
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
}

/// How somebody lets go who holds the device in one of the counts. The device may be gone afterwards. Up to `DISPATCH_LEVEL`.
macro_rules! leave {
    ($($(#[$doc:meta])* $name:ident, $count:ident;)+) => {
        impl<E: WdmExtension> Storage<E> {$(
            $(#[$doc])*
            #[inline(always)]
            pub(crate) fn $name(&self) {
                if self.kept.activity.$count.take_one() {
                    $count::tell(self);
                }
            }
        )+}
        $(mod $count {
            use crate::shared::extension::Storage;
            use crate::wdm::extension::WdmExtension;

            #[cold]
            #[inline(never)]
            pub(super) extern "C" fn tell<E: WdmExtension>(storage: &Storage<E>) {
                storage.kept.activity.$count.tell();
            }
        })+
    };
}

leave! {
    /// A dispatch routine is over, or an IRP does not belong to the driver any more.
    leave_irp, irps;
    /// A work item has run, or what could defer something is over.
    leave_work, works;
    /// A request has been passed down, or is over.
    leave_request, requests;
    /// A request that came back is over.
    leave_return, returns;
}
