//! An IRP comes back up: `IoCompleteRequest`, the completion routines, and the end.

use std::rc::Rc;

use miniport::ffi;

use super::cancel::CANCEL_ROUTINE;
use super::record::{Irp, Origin, Phase};
use crate::io::manager::IoManager;
use crate::io::signal::Signal;
use crate::kernel::callback::Calling;
use crate::kernel::core::Kernel;
use crate::verifier::{Role, Rule};

/// Who waits for the IRP to come back from a location.
fn take_wait(irp: &Irp, number: usize) -> Option<Rc<Signal>> {
    let mut waits = irp.waits.borrow_mut();
    let index = waits.iter().position(|&(at, _)| at == number)?;
    Some(waits.remove(index).1)
}

impl IoManager<'_> {
    /// Completes an IRP from its current location on, up to the top or to a completion routine that takes it.
    pub fn complete(&self, irp: &Rc<Irp>) {
        let walk = irp.walks.get() + 1;
        irp.walks.set(walk);
        irp.phase.set(Phase::Completing);
        while irp.current.get() <= irp.locations {
            if !self.complete_location(irp, walk) {
                return;
            }
        }
        self.finish(irp);
    }

    /// Completes one location: `false` if a completion routine took the IRP.
    fn complete_location(&self, irp: &Rc<Irp>, walk: u64) -> bool {
        let number = irp.current.get();
        let (raw, place) = (irp.raw(), irp.location(number));
        // SAFETY: the IRP is not over, and the location is one of its.
        let (marked, status, control, routine, context, cancelled) = unsafe {
            let marked = (*place).Control & ffi::SL_PENDING_RETURNED != 0;
            (*raw).PendingReturned = marked.into();
            (
                marked,
                (*raw).IoStatus.Status,
                (*place).Control,
                (*place).CompletionRoutine,
                (*place).Context,
                (*raw).Cancel != ffi::FALSE,
            )
        };
        let visits = std::mem::take(&mut irp.visits.borrow_mut()[number]);
        for visit in visits {
            visit.done.set(Some((marked, status)));
            visit.count_no_more();
            if visit.returned.get() == Some(ffi::STATUS_PENDING) && !marked {
                self.not_marked(&visit);
            }
        }
        // SAFETY: as above. What the lower driver was asked for is gone, as in Windows.
        unsafe {
            (*place).MinorFunction = 0;
            (*place).Flags = 0;
            (*place).Control = 0;
            (&raw mut (*place).Parameters).write_bytes(0, 1);
            (*place).FileObject = std::ptr::null_mut();
        }
        irp.set_current(number + 1);
        if let Some(signal) = take_wait(irp, number) {
            irp.phase.set(Phase::Owned);
            signal.set();
            return false;
        }
        let applies = (status >= 0 && control & ffi::SL_INVOKE_ON_SUCCESS != 0)
            || (status < 0 && control & ffi::SL_INVOKE_ON_ERROR != 0)
            || (cancelled && control & ffi::SL_INVOKE_ON_CANCEL != 0);
        let Some(routine) = routine.filter(|_| applies) else {
            if marked && number < irp.locations {
                // SAFETY: the location above is there.
                unsafe { (*irp.location(number + 1)).Control |= ffi::SL_PENDING_RETURNED };
            }
            self.release_kept(irp, number);
            return true;
        };
        // An IRP whose maker has no location has no device object there.
        let object = if number < irp.locations {
            // SAFETY: as above.
            unsafe { (*irp.location(number + 1)).DeviceObject }
        } else {
            std::ptr::null_mut()
        };
        let owner = self.device(object).map_or(irp.owner, |device| device.owner);
        // In the routine the driver owns it again.
        let above = if number < irp.locations {
            Phase::Owned
        } else {
            Phase::Made
        };
        irp.phase.set(above);
        let calling = Calling {
            owner: Some(owner),
            role: Role::IoCompletionRoutine,
            request: Some(irp.name()),
            releases_to: None,
        };
        let routine = self.kernel.callable(routine);
        let no_pool = self.why_no_pool(irp);
        // A remove lock is released in the routine: from then on the device may go, unless the driver keeps the IRP.
        let visit = irp.visit();
        let counted = visit.as_ref().is_some_and(|visit| visit.count_no_more());
        let result = Kernel::running()
            // SAFETY: a driver set the routine for this IRP, and the context is its own.
            .call_back_without_pool(no_pool, calling, || unsafe {
                routine(object, raw, context)
            });
        self.release_kept(irp, number);
        if result == ffi::STATUS_MORE_PROCESSING_REQUIRED {
            if let Some(visit) = visit.filter(|visit| counted && visit.done.get().is_none()) {
                visit.count();
            }
            return false;
        }
        if irp.phase.get() == Phase::Over || irp.walks.get() != walk {
            let message = format!(
                "the completion routine of {} completed or freed it and did not return STATUS_MORE_PROCESSING_REQUIRED",
                irp.name()
            );
            self.broke(owner, Rule::DoubleCompletion, message);
            return false;
        }
        irp.phase.set(Phase::Completing);
        true
    }

    /// The completion routine of a location is over: it keeps its device no more.
    fn release_kept(&self, irp: &Irp, number: usize) {
        let kept: Vec<_> = {
            let mut keeps = irp.keeps.borrow_mut();
            let (gone, left) = keeps.drain(..).partition(|(at, _)| *at == number);
            *keeps = left;
            gone
        };
        for (_, device) in kept {
            device.kept.set(device.kept.get() - 1);
            self.let_go(&device);
        }
    }

    /// The IRP is completed up to its top.
    fn finish(&self, irp: &Rc<Irp>) {
        let ffi::IO_STATUS_BLOCK {
            Status: status,
            Information: information,
        } = irp.status();
        if matches!(irp.origin, Origin::Allocated | Origin::Asynchronous) {
            let message = format!(
                "{} of IoAllocateIrp was completed past its maker, whose completion routine has to take it back",
                irp.name()
            );
            self.broke(irp.owner, Rule::IrpAllocated, message);
        }
        let finish = irp.finish.borrow_mut().take();
        if let Some(finish) = finish {
            finish(self, status, information);
        }
        self.free_irp(irp);
    }

    /// A driver completes an IRP.
    pub fn complete_from(&self, raw: ffi::PIRP, owner: usize) {
        let Some(irp) = self.owned_irp(raw, owner, "completed") else {
            return;
        };
        let broke = |rule, message: String| self.broke(owner, rule, message);
        let name = irp.name();
        // SAFETY: the IRP is not over.
        let (current, status) = unsafe { ((*raw).CurrentLocation, (*raw).IoStatus.Status) };
        if usize::try_from(current) != Ok(irp.current.get()) {
            broke(
                Rule::IrpStackLocation,
                format!(
                    "{name} is completed after IoSkipCurrentIrpStackLocation, which only sends it on"
                ),
            );
            irp.set_current(irp.current.get());
        }
        if irp.phase.get() == Phase::Made {
            broke(
                Rule::IrpAllocated,
                format!("an IRP ({name}) is completed by the driver that allocated it"),
            );
            return;
        }
        if status == ffi::STATUS_PENDING || status == -1 {
            broke(
                Rule::IrpCompletedPending,
                format!("{name} is completed with status {status:#010x}"),
            );
        }
        // SAFETY: as above; the location is the current one.
        let (major, information) = unsafe {
            let location = &*irp.location(irp.current.get());
            (location.MajorFunction, (*raw).IoStatus.Information)
        };
        if major == ffi::IRP_MJ_CREATE {
            self.check_create(name, owner, status, information);
        }
        // SAFETY: as above.
        let cancel = unsafe { (*raw).CancelRoutine.take() };
        if cancel.is_some() {
            broke(
                Rule::IrpCancelRoutine,
                format!("{name} is completed while its cancel routine is set"),
            );
        }
        if self.is_in_cancel_routine(&irp) && (status != ffi::STATUS_CANCELLED || information != 0)
        {
            broke(
                Rule::IrpStatus,
                format!(
                    "{name} is completed in its cancel routine with status {status:#010x} and information {information:#x}, and not with \
                     STATUS_CANCELLED and 0"
                ),
            );
        }
        if self.holds_a_lock() {
            broke(
                Rule::SpinLockHeld,
                format!("{name} is completed while a spin lock is held"),
            );
        }
        self.complete(&irp);
    }

    /// Whether the code that runs is the cancel routine that was called for the IRP (page of `DRIVER_CANCEL`).
    fn is_in_cancel_routine(&self, irp: &Irp) -> bool {
        let frames = self.kernel.fiber().frames.borrow();
        let role = frames.last().map(|frame| frame.role);
        role == Some(Role::DriverCancel) && irp.last.get().0 == CANCEL_ROUTINE
    }

    /// What the I/O manager acts on when an open is completed: a name to be parsed again, which a device without names does not have (page
    /// "Bug Check 0xF9"), and otherwise how the file was opened.
    fn check_create(&self, name: &str, owner: usize, status: ffi::NTSTATUS, information: usize) {
        /// The highest is `FILE_DOES_NOT_EXIST`.
        const LAST: usize = 5;
        if matches!(status, ffi::STATUS_REPARSE | ffi::STATUS_REPARSE_OBJECT) {
            let message = format!("{name} is completed with status {status:#010x}");
            self.broke(owner, Rule::IrpStatus, message);
        } else if status >= 0 && information > LAST {
            let message = format!("{name} is completed with information {information:#x}");
            self.broke(owner, Rule::IrpStatus, message);
        }
    }
}
