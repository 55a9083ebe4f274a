//! Stack locations, completion and cancellation of an IRP.

use core::ptr;
use core::sync::atomic::{AtomicPtr, Ordering};

use super::super::super::*;

/// The stack location of the driver that owns the IRP. At any IRQL.
#[inline(always)]
pub unsafe fn IoGetCurrentIrpStackLocation(Irp: PIRP) -> PIO_STACK_LOCATION {
    // SAFETY: the caller's IRP is valid, and while a driver owns it this member of the union is.
    unsafe { (*named(Irp)).Tail.Overlay.CurrentStackLocation }
}

/// The stack location of the next lower driver. At any IRQL.
#[inline(always)]
pub unsafe fn IoGetNextIrpStackLocation(Irp: PIRP) -> PIO_STACK_LOCATION {
    // SAFETY: the caller's IRP has a location for the next driver.
    unsafe { IoGetCurrentIrpStackLocation(Irp).sub(1) }
}

/// Gives the driver that makes an IRP a stack location of its own. At any IRQL.
#[inline(always)]
pub unsafe fn IoSetNextIrpStackLocation(Irp: PIRP) {
    // SAFETY: the caller's IRP has a location for the next driver.
    unsafe {
        (*Irp).CurrentLocation -= 1;
        (*named(Irp)).Tail.Overlay.CurrentStackLocation = IoGetNextIrpStackLocation(Irp);
    }
}

/// The next lower driver gets this driver's stack location. At any IRQL.
#[inline(always)]
pub unsafe fn IoSkipCurrentIrpStackLocation(Irp: PIRP) {
    // SAFETY: the caller owns the IRP, and sends it on.
    unsafe {
        (*Irp).CurrentLocation += 1;
        (*named(Irp)).Tail.Overlay.CurrentStackLocation = IoGetCurrentIrpStackLocation(Irp).add(1);
    }
}

/// Copies this driver's stack location to the next lower driver's, without its completion routine. At any IRQL.
#[inline(always)]
pub unsafe fn IoCopyCurrentIrpStackLocationToNext(Irp: PIRP) {
    // SAFETY: the caller owns the IRP, which has a location for the next driver: two locations, one behind the other.
    unsafe {
        let next = IoGetNextIrpStackLocation(Irp);
        ptr::copy_nonoverlapping(
            IoGetCurrentIrpStackLocation(Irp).cast::<u8>(),
            next.cast::<u8>(),
            core::mem::offset_of!(IO_STACK_LOCATION, CompletionRoutine),
        );
        (*next).Control = 0;
    }
}

/// Has a routine called when the next lower driver has completed the IRP. At any IRQL.
#[inline(always)]
pub unsafe fn IoSetCompletionRoutine(
    Irp: PIRP,
    CompletionRoutine: PIO_COMPLETION_ROUTINE,
    Context: PVOID,
    InvokeOnSuccess: BOOLEAN,
    InvokeOnError: BOOLEAN,
    InvokeOnCancel: BOOLEAN,
) {
    let flag = |yes: BOOLEAN, flag| if yes == FALSE { 0 } else { flag };
    // SAFETY: the caller owns the IRP, which has a location for the next driver.
    unsafe {
        let next = IoGetNextIrpStackLocation(Irp);
        (*next).CompletionRoutine = CompletionRoutine;
        (*next).Context = Context;
        (*next).Control = flag(InvokeOnSuccess, SL_INVOKE_ON_SUCCESS)
            | flag(InvokeOnError, SL_INVOKE_ON_ERROR)
            | flag(InvokeOnCancel, SL_INVOKE_ON_CANCEL);
    }
}

/// Marks an IRP pending: the dispatch routine then returns `STATUS_PENDING`. At any IRQL.
#[inline(always)]
pub unsafe fn IoMarkIrpPending(Irp: PIRP) {
    // SAFETY: the caller owns the IRP.
    unsafe { (*IoGetCurrentIrpStackLocation(Irp)).Control |= SL_PENDING_RETURNED };
}

/// Sets the cancel routine of an IRP; the former one. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn IoSetCancelRoutine(Irp: PIRP, CancelRoutine: PDRIVER_CANCEL) -> PDRIVER_CANCEL {
    // SAFETY: the caller's IRP is valid, and everybody exchanges this field at once; NULL stands for none.
    unsafe {
        let routine = AtomicPtr::from_ptr((&raw mut (*Irp).CancelRoutine).cast());
        let new = core::mem::transmute::<PDRIVER_CANCEL, PVOID>(CancelRoutine);
        core::mem::transmute::<PVOID, PDRIVER_CANCEL>(routine.swap(new, Ordering::SeqCst))
    }
}

/// Completes an IRP; it is nobody's then. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn IoCompleteRequest(Irp: PIRP, PriorityBoost: CCHAR) {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { IofCompleteRequest(Irp, PriorityBoost) };
}

/// Sends an IRP to the driver of a device; it is that driver's then. IRQL `<= DISPATCH_LEVEL`.
#[inline(always)]
pub unsafe fn IoCallDriver(DeviceObject: PDEVICE_OBJECT, Irp: PIRP) -> NTSTATUS {
    // SAFETY: the caller keeps the contract of the routine.
    unsafe { IofCallDriver(DeviceObject, Irp) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An IRP with three stack locations, owned by the driver in the middle.
    fn with_irp(f: impl FnOnce(PIRP, &mut [IO_STACK_LOCATION; 3])) {
        // SAFETY: all zero is valid for plain structures of C.
        let (mut irp, mut stack): (IRP, [IO_STACK_LOCATION; 3]) = unsafe { core::mem::zeroed() };
        let locations = &raw mut stack;
        irp.StackCount = 3;
        irp.CurrentLocation = 2;
        irp.Tail.Overlay.CurrentStackLocation =
            locations.cast::<IO_STACK_LOCATION>().wrapping_add(1);
        // SAFETY: the pointer is that of the array, which is used through it alone.
        f(&raw mut irp, unsafe { &mut *locations });
    }

    unsafe extern "C" fn completed(_: PDEVICE_OBJECT, _: PIRP, _: PVOID) -> NTSTATUS {
        STATUS_CONTINUE_COMPLETION
    }

    unsafe extern "C" fn cancelled(_: PDEVICE_OBJECT, _: PIRP) {}

    #[test]
    fn the_next_driver_gets_a_copy_without_the_completion_routine() {
        with_irp(|irp, stack| {
            stack[1].MajorFunction = IRP_MJ_READ;
            stack[1].Control = SL_PENDING_RETURNED;
            stack[1].CompletionRoutine = Some(completed);
            // SAFETY: the IRP is valid and owned, with a location below.
            unsafe { IoCopyCurrentIrpStackLocationToNext(irp) };
            assert_eq!((stack[0].MajorFunction, stack[0].Control), (IRP_MJ_READ, 0));
            assert!(stack[0].CompletionRoutine.is_none());
        });
    }

    #[test]
    fn a_completion_routine_is_set_in_the_next_location() {
        with_irp(|irp, stack| {
            // SAFETY: as above.
            unsafe {
                IoSetCompletionRoutine(irp, Some(completed), ptr::null_mut(), TRUE, FALSE, TRUE);
            }
            assert_eq!(stack[0].Control, SL_INVOKE_ON_SUCCESS | SL_INVOKE_ON_CANCEL);
            assert!(stack[0].CompletionRoutine.is_some());
            assert_eq!(stack[1].Control, 0);
        });
    }

    #[test]
    fn pending_is_marked_in_the_current_location() {
        with_irp(|irp, stack| {
            // SAFETY: as above.
            unsafe { IoMarkIrpPending(irp) };
            assert_eq!(
                (stack[0].Control, stack[1].Control),
                (0, SL_PENDING_RETURNED)
            );
        });
    }

    #[test]
    fn skipping_and_setting_are_opposite() {
        with_irp(|irp, _| {
            // SAFETY: as above.
            unsafe {
                let current = IoGetCurrentIrpStackLocation(irp);
                IoSkipCurrentIrpStackLocation(irp);
                assert_eq!((*irp).CurrentLocation, 3);
                assert_eq!(IoGetNextIrpStackLocation(irp), current);
                IoSetNextIrpStackLocation(irp);
                assert_eq!((*irp).CurrentLocation, 2);
                assert_eq!(IoGetCurrentIrpStackLocation(irp), current);
            }
        });
    }

    #[test]
    fn a_cancel_routine_is_exchanged() {
        with_irp(|irp, _| {
            // SAFETY: as above.
            unsafe {
                assert!(IoSetCancelRoutine(irp, Some(cancelled)).is_none());
                assert!(IoSetCancelRoutine(irp, None).is_some());
                assert!((*irp).CancelRoutine.is_none());
            }
        });
    }
}
