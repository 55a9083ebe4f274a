//! Cancellation: the cancel spin lock and `IoCancelIrp`.

use std::rc::Rc;

use miniport::ffi;

use super::record::Irp;
use crate::io::manager::IoManager;
use crate::kernel::callback::Calling;
use crate::kernel::core::Kernel;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::kernel::lock::{Class, Lock, NOBODY};
use crate::kernel::time::cost;
use crate::verifier::{Role, Rule};

/// The one lock of the system for cancel routines.
static CANCEL: Class = Class {
    name: "cancel spin lock",
    one: "cancel spin lock",
    rank: 1,
    irql: DISPATCH_LEVEL,
};

/// Who has an IRP whose cancel routine was called.
pub(super) const CANCEL_ROUTINE: &str = "DRIVER_CANCEL";

/// The handle of an acquisition, which no callback has.
const HANDLE: usize = usize::MAX;

fn lock() -> Lock {
    Lock::all(&CANCEL, NOBODY)
}

impl IoManager<'_> {
    /// Whether the code may acquire the cancel spin lock: it does not hold it, or would wait for itself.
    pub fn may_acquire_cancel_lock(&self, owner: usize) -> bool {
        self.kernel.check_order(Some(owner), lock())
    }

    /// Acquires the cancel spin lock: the former IRQL.
    pub fn acquire_cancel_lock(&self) -> u8 {
        self.kernel.charge(cost::LOCK);
        self.kernel.acquire(lock(), HANDLE)
    }

    /// Releases it: the IRQL that it was acquired at; `None` if the code does not hold it.
    pub fn release_cancel_lock(&self) -> Option<u8> {
        self.kernel.release(|held| held.lock.is_of(&CANCEL))
    }

    /// Cancels an IRP: whether it had a cancel routine, which was called.
    pub fn cancel_irp(&self, irp: &Rc<Irp>) -> bool {
        let former = self.acquire_cancel_lock();
        let raw = irp.raw();
        if irp.phase.get() == super::record::Phase::Over {
            self.release_cancel_lock();
            return false;
        }
        // SAFETY: the IRP is not over.
        unsafe { (*raw).Cancel = ffi::TRUE };
        self.call_cancel_routine(irp, former)
    }

    /// Calls the cancel routine of an IRP, which releases the cancel spin lock that was acquired at an IRQL: whether there was one.
    pub fn call_cancel_routine(&self, irp: &Rc<Irp>, former: u8) -> bool {
        let raw = irp.raw();
        // SAFETY: the IRP is not over; everybody exchanges the routine at once.
        let routine = unsafe { ffi::IoSetCancelRoutine(raw, None) };
        let Some(routine) = routine else {
            self.release_cancel_lock();
            return false;
        };
        // SAFETY: as above; an IRP with a cancel routine is owned by the driver of its current location.
        let object = unsafe {
            (*raw).CancelIrql = former;
            (*irp.location(irp.current.get())).DeviceObject
        };
        let owner = self.device(object).map_or(irp.owner, |device| device.owner);
        let routine = self.kernel.callable(routine);
        irp.last.set((CANCEL_ROUTINE, owner));
        let calling = Calling {
            owner: Some(owner),
            role: Role::DriverCancel,
            request: Some(irp.name()),
            releases_to: Some(former),
        };
        Kernel::running()
            // SAFETY: the driver set the routine for this IRP, whose device object is there while it owns it.
            .call_back(calling, || unsafe { routine(object, raw) });
        true
    }

    /// `IoReleaseCancelSpinLock`.
    pub fn release_cancel_lock_from(&self, owner: usize, irql: u8) {
        match self.release_cancel_lock() {
            None => self.broke(
                owner,
                Rule::CancelSpinLock,
                "the cancel spin lock is released, and the code does not hold it",
            ),
            Some(former) if former != irql => self.broke(
                owner,
                Rule::CancelSpinLock,
                format!(
                    "the cancel spin lock was acquired at IRQL {former} and is released to {irql}"
                ),
            ),
            Some(_) => {}
        }
    }
}
