//! Cancel-safe queues: the driver's own queue and lock, and a cancel routine of the manager's that cannot lose a race.

use miniport::ffi;

use super::manager::IoManager;
use crate::verifier::Rule;

/// Which word of `DriverContext` is the queue's.
const WORD: usize = 3;

/// What the word of an IRP points to: the queue, or a context that names the IRP for the driver.
///
/// # Safety
///
/// The IRP is in a cancel-safe queue.
unsafe fn parts(irp: ffi::PIRP) -> (ffi::PIO_CSQ, ffi::PIO_CSQ_IRP_CONTEXT) {
    // SAFETY: the word is the queue's while the IRP is in it; both structures begin with their type.
    unsafe {
        let word = (*irp).Tail.Overlay.u.DriverContext[WORD];
        let context = word.cast::<ffi::IO_CSQ_IRP_CONTEXT>();
        if *word.cast::<u32>() == ffi::IO_TYPE_CSQ_IRP_CONTEXT {
            ((*context).Csq, context)
        } else {
            (word.cast(), std::ptr::null_mut())
        }
    }
}

/// Runs `inside` with the queue's lock.
///
/// # Safety
///
/// The queue was initialised by `IoCsqInitialize`.
unsafe fn locked<R>(csq: ffi::PIO_CSQ, inside: impl FnOnce(ffi::IO_CSQ) -> R) -> R {
    let mut irql = 0;
    // SAFETY: the caller's word: the routines are the driver's for this queue.
    unsafe {
        let routines = *csq;
        if let Some(acquire) = routines.CsqAcquireLock {
            acquire(csq, &raw mut irql);
        }
        let result = inside(routines);
        if let Some(release) = routines.CsqReleaseLock {
            release(csq, irql);
        }
        result
    }
}

/// The IRP is not in the queue any more.
///
/// # Safety
///
/// As for [`parts`].
unsafe fn leave(irp: ffi::PIRP, routines: ffi::IO_CSQ) {
    // SAFETY: the caller's word.
    unsafe {
        let (csq, context) = parts(irp);
        if let Some(remove) = routines.CsqRemoveIrp {
            remove(csq, irp);
        }
        if !context.is_null() {
            (*context).Irp = std::ptr::null_mut();
        }
        (*irp).Tail.Overlay.u.DriverContext[WORD] = std::ptr::null_mut();
    }
}

unsafe fn complete_cancelled(csq: ffi::PIO_CSQ, irp: ffi::PIRP) {
    // SAFETY: the caller took the IRP out of the queue, or it is not in it.
    unsafe {
        if let Some(complete) = (*csq).CsqCompleteCanceledIrp {
            complete(csq, irp);
        }
    }
}

/// The cancel routine of IRPs in cancel-safe queues.
unsafe extern "C" fn cancelled(_: ffi::PDEVICE_OBJECT, irp: ffi::PIRP) {
    IoManager::running().release_cancel_lock();
    // Whoever empties the queue now does not get the IRP, and may be done for long.
    IoManager::running().kernel.preemption_point();
    // SAFETY: the cancel routine was set while the IRP was in the queue, and whoever takes it out clears the routine first.
    unsafe {
        let (csq, _) = parts(irp);
        locked(csq, |routines| leave(irp, routines));
        complete_cancelled(csq, irp);
    }
}

impl IoManager<'_> {
    /// `IoCsqInsertIrpEx`: what the driver's insertion answered.
    ///
    /// # Safety
    ///
    /// The queue was initialised; the driver owns the IRP, and the context, if it is not NULL, is its.
    pub unsafe fn csq_insert(
        &self,
        csq: ffi::PIO_CSQ,
        irp: ffi::PIRP,
        context: ffi::PIO_CSQ_IRP_CONTEXT,
        insert_context: ffi::PVOID,
    ) -> ffi::NTSTATUS {
        // SAFETY: the caller's word.
        unsafe {
            (*irp).Tail.Overlay.u.DriverContext[WORD] = if context.is_null() {
                csq.cast()
            } else {
                context.write(ffi::IO_CSQ_IRP_CONTEXT {
                    Type: ffi::IO_TYPE_CSQ_IRP_CONTEXT,
                    Irp: irp,
                    Csq: csq,
                });
                context.cast()
            };
            let (status, lost) = locked(csq, |routines| {
                let extended = (*csq).Type == ffi::IO_TYPE_CSQ_EX;
                if (*irp).Cancel != ffi::FALSE {
                    ffi::IoMarkIrpPending(irp);
                    // What it answers where the insertion was not asked is said nowhere.
                    let status = if extended && self.kernel.chance(2) {
                        ffi::STATUS_CANCELLED
                    } else {
                        ffi::STATUS_SUCCESS
                    };
                    return (status, true);
                }
                let status = match ((*csq).Type, routines.CsqInsertIrp) {
                    (ffi::IO_TYPE_CSQ_EX, Some(insert)) => {
                        // `IoCsqInitializeEx` stored a routine of the other type in this place.
                        let insert = std::mem::transmute::<
                            ffi::IO_CSQ_INSERT_IRP,
                            ffi::IO_CSQ_INSERT_IRP_EX,
                        >(insert);
                        insert(csq, irp, insert_context)
                    }
                    (_, Some(insert)) => {
                        insert(csq, irp);
                        ffi::STATUS_SUCCESS
                    }
                    (_, None) => ffi::STATUS_SUCCESS,
                };
                // Whether one that is refused is marked is said nowhere.
                if status != ffi::STATUS_SUCCESS {
                    if self.kernel.chance(2) {
                        ffi::IoMarkIrpPending(irp);
                    }
                    return (status, false);
                }
                ffi::IoMarkIrpPending(irp);
                self.kernel.preemption_point();
                ffi::IoSetCancelRoutine(irp, Some(cancelled));
                // Cancelled in between: whoever takes the routine back completes it.
                let lost =
                    (*irp).Cancel != ffi::FALSE && ffi::IoSetCancelRoutine(irp, None).is_some();
                if lost {
                    leave(irp, routines);
                }
                (status, lost)
            });
            if lost {
                complete_cancelled(csq, irp);
            }
            status
        }
    }

    /// `IoCsqRemoveNextIrp`: NULL if none matches.
    ///
    /// # Safety
    ///
    /// The queue was initialised.
    pub unsafe fn csq_remove_next(csq: ffi::PIO_CSQ, peek: ffi::PVOID) -> ffi::PIRP {
        // SAFETY: the caller's word.
        unsafe {
            locked(csq, |routines| {
                let Some(next) = routines.CsqPeekNextIrp else {
                    return std::ptr::null_mut();
                };
                let mut irp = next(csq, std::ptr::null_mut(), peek);
                // One whose cancel routine is taken already is completed by that.
                while !irp.is_null() && ffi::IoSetCancelRoutine(irp, None).is_none() {
                    irp = next(csq, irp, peek);
                }
                if !irp.is_null() {
                    leave(irp, routines);
                }
                irp
            })
        }
    }

    /// `IoCsqRemoveIrp`: NULL if it was cancelled, or taken out before.
    ///
    /// # Safety
    ///
    /// The queue was initialised, and the context is one of an insertion.
    pub unsafe fn csq_remove(
        &self,
        csq: ffi::PIO_CSQ,
        context: ffi::PIO_CSQ_IRP_CONTEXT,
        owner: usize,
    ) -> ffi::PIRP {
        // SAFETY: the caller's word.
        unsafe {
            if (*context).Type != ffi::IO_TYPE_CSQ_IRP_CONTEXT {
                let message = "IoCsqRemoveIrp with a context that no insertion wrote";
                self.broke(owner, Rule::BadParameter, message);
                return std::ptr::null_mut();
            }
            locked(csq, |routines| {
                let irp = (*context).Irp;
                if irp.is_null() || ffi::IoSetCancelRoutine(irp, None).is_none() {
                    return std::ptr::null_mut();
                }
                leave(irp, routines);
                irp
            })
        }
    }
}
