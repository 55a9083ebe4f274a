//! Completing, forwarding, freeing: what is not the driver's, or not so.

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::{DISPATCH, NOBODY, expect, expect_often};
use crate::raw::depot::{Style, complete};

#[test]
fn a_request_is_completed_twice() {
    expect(Rule::DoubleCompletion, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoCompleteRequest(event.irp, IO_NO_INCREMENT) };
        }
        status
    });
}

#[test]
fn a_request_is_written_after_its_completion() {
    expect(Rule::UseAfterCompletion, NOBODY, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            unsafe { (*event.irp).IoStatus.Information = 7 };
        }
        status
    });
}

#[test]
fn a_request_is_marked_after_its_completion() {
    expect(Rule::UseAfterCompletion, NOBODY, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_READ) {
            unsafe { IoMarkIrpPending(event.irp) };
        }
        status
    });
}

#[test]
fn a_system_buffer_is_written_after_the_completion() {
    expect(Rule::UseAfterCompletion, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let buffer = (*event.irp).AssociatedIrp.SystemBuffer.cast::<u8>();
                let status = event.proceed();
                buffer.write(1);
                return status;
            }
        }
        event.proceed()
    });
}

#[test]
fn a_system_buffer_is_written_behind_its_end() {
    expect(Rule::Overrun, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_READ) {
            unsafe {
                (*event.irp)
                    .AssociatedIrp
                    .SystemBuffer
                    .cast::<u8>()
                    .add(100)
                    .write(1)
            };
        }
        event.proceed()
    });
}

#[test]
fn more_bytes_are_claimed_than_there_is_room_for() {
    expect(Rule::TransferLength, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_READ) {
            return unsafe { complete(event.irp, STATUS_SUCCESS, 101) };
        }
        event.proceed()
    });
}

#[test]
fn a_location_is_skipped_that_is_marked_pending() {
    expect(Rule::IrpStackLocation, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_READ) {
            unsafe {
                IoMarkIrpPending(event.irp);
                IoSkipCurrentIrpStackLocation(event.irp);
                IoCallDriver(event.extension().lower, event.irp);
                return STATUS_PENDING;
            }
        }
        event.proceed()
    });
}

#[test]
fn a_request_is_completed_with_a_spin_lock_held() {
    expect(Rule::SpinLockHeld, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            let lock = &raw mut event.extension().csq_lock;
            unsafe {
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                let status = complete(event.irp, STATUS_SUCCESS, 100);
                KeReleaseSpinLock(lock, irql);
                return status;
            }
        }
        event.proceed()
    });
}

#[test]
fn a_request_is_completed_that_the_driver_below_has() {
    expect_often(Rule::IrpNotOwned, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                IoMarkIrpPending(event.irp);
                IoCopyCurrentIrpStackLocationToNext(event.irp);
                let status = IoCallDriver(event.extension().lower, event.irp);
                if status == STATUS_PENDING {
                    complete(event.irp, STATUS_SUCCESS, 0);
                }
                return STATUS_PENDING;
            }
        }
        event.proceed()
    });
}

#[test]
fn a_request_is_sent_on_without_a_stack_location() {
    expect(Rule::IrpStackLocation, DISPATCH, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            // Neither copied nor skipped.
            return unsafe { IoCallDriver(event.extension().lower, event.irp) };
        }
        event.proceed()
    });
}

#[test]
fn a_location_is_skipped_and_the_request_completed() {
    expect(Rule::IrpStackLocation, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoSkipCurrentIrpStackLocation(event.irp) };
        }
        event.proceed()
    });
}

#[test]
fn a_request_of_an_application_is_freed() {
    expect(Rule::IrpFree, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoFreeIrp(event.irp) };
        }
        event.proceed()
    });
}

#[test]
fn an_irp_of_the_drivers_is_completed_freed_twice_or_left() {
    expect(Rule::IrpAllocated, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let irp = IoAllocateIrp(1, FALSE);
                complete(irp, STATUS_SUCCESS, 0);
                IoFreeIrp(irp);
            }
        }
        event.proceed()
    });
    expect(Rule::IrpFree, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let irp = IoAllocateIrp(1, FALSE);
                IoFreeIrp(irp);
                IoFreeIrp(irp);
            }
        }
        event.proceed()
    });
    expect(Rule::UnloadLeft, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoAllocateIrp(1, FALSE) };
        }
        event.proceed()
    });
}

#[test]
fn an_irp_of_the_drivers_is_sent_without_a_completion_routine() {
    expect(Rule::IrpAllocated, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let lower = event.extension().lower;
                let irp = IoAllocateIrp((*lower).StackSize, FALSE);
                (*IoGetNextIrpStackLocation(irp)).MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
                IoCallDriver(lower, irp);
            }
        }
        event.proceed()
    });
}

#[test]
fn a_completion_routine_frees_an_irp_and_lets_it_go_on() {
    expect_often(Rule::DoubleCompletion, Style::Now, |event| {
        unsafe extern "C" fn routine(_: PDEVICE_OBJECT, irp: PIRP, _: PVOID) -> NTSTATUS {
            unsafe { IoFreeIrp(irp) };
            STATUS_CONTINUE_COMPLETION
        }
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let lower = event.extension().lower;
                let irp = IoAllocateIrp((*lower).StackSize, FALSE);
                (*IoGetNextIrpStackLocation(irp)).MajorFunction = IRP_MJ_INTERNAL_DEVICE_CONTROL;
                let none = std::ptr::null_mut();
                IoSetCompletionRoutine(irp, Some(routine), none, TRUE, TRUE, TRUE);
                IoCallDriver(lower, irp);
                // Whoever completes it must be over before the request is.
                let mut while_ = LARGE_INTEGER { QuadPart: -1000 };
                KeDelayExecutionThread(KernelMode, FALSE, &raw mut while_);
            }
        }
        event.proceed()
    });
}

#[test]
fn a_create_is_sent_on_at_dispatch_level() {
    expect(Rule::WrongIrql, DISPATCH, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                let former = KfRaiseIrql(DISPATCH_LEVEL);
                IoSkipCurrentIrpStackLocation(event.irp);
                let status = IoCallDriver(event.extension().lower, event.irp);
                KeLowerIrql(former);
                return status;
            }
        }
        event.proceed()
    });
}

#[test]
fn a_device_object_is_made_at_dispatch_level() {
    expect(Rule::WrongIrql, Role::IoDpc, Style::SystemQueue, |event| {
        if event.role == Role::IoDpc {
            unsafe {
                let mut device = std::ptr::null_mut();
                let driver = (*event.device).DriverObject;
                IoCreateDevice(
                    driver,
                    0,
                    std::ptr::null_mut(),
                    0,
                    0,
                    FALSE,
                    &raw mut device,
                );
                IoDeleteDevice(device);
            }
        }
        event.proceed()
    });
}

unsafe extern "C" fn goes_on(_: PDEVICE_OBJECT, irp: PIRP, _: PVOID) -> NTSTATUS {
    unsafe {
        if (*irp).PendingReturned != FALSE {
            IoMarkIrpPending(irp);
        }
    }
    STATUS_CONTINUE_COMPLETION
}

/// "If a badly written driver makes the mistake of calling IoSkipCurrentIrpStackLocation and then setting a completion routine, this driver
/// might overwrite a completion routine set by the driver above it"; the other way round, it is never called.
#[test]
fn a_completion_routine_is_set_and_the_location_skipped_or_not_set_up() {
    type Prepare = unsafe fn(PIRP);
    let set: Prepare = |irp| unsafe {
        IoSetCompletionRoutine(irp, Some(goes_on), std::ptr::null_mut(), TRUE, TRUE, TRUE);
    };
    let skip: Prepare = |irp| unsafe { IoSkipCurrentIrpStackLocation(irp) };
    let copy: Prepare = |irp| unsafe { IoCopyCurrentIrpStackLocationToNext(irp) };
    let sends = |steps: &'static [usize]| {
        let kinds = [set, skip, copy];
        move |event: &crate::raw::event::Event<'_>| {
            if !event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
                return event.proceed();
            }
            unsafe {
                for &step in steps {
                    kinds[step](event.irp);
                }
                IoCallDriver(event.extension().lower, event.irp)
            }
        }
    };
    let rule = Rule::IrpStackLocation;
    for wrong in [&[0][..], &[1, 0], &[0, 1], &[2, 0, 1]] {
        expect(rule, DISPATCH, Style::Now, sends(wrong));
    }
    for right in [&[1][..], &[2, 0]] {
        super::run_on(1, Style::Now, sends(right)).assert_clean();
    }
}

/// What the bus driver got was another request.
#[test]
fn a_request_is_sent_on_as_another() {
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                IoCopyCurrentIrpStackLocationToNext(event.irp);
                (*IoGetNextIrpStackLocation(event.irp)).MinorFunction = IRP_MN_QUERY_RESOURCES;
                return IoCallDriver(event.extension().lower, event.irp);
            }
        }
        event.proceed()
    });
}
