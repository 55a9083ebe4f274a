//! Status and mark of a dispatch routine.

use miniport::ffi::*;
use miniport_sim::Rule;

use super::{DISPATCH, NOBODY, expect, expect_often};
use crate::raw::depot::{Style, complete};

#[test]
fn pending_is_returned_without_the_mark() {
    expect(Rule::IrpPending, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            STATUS_PENDING
        } else {
            status
        }
    });
}

#[test]
fn the_mark_is_set_and_another_status_returned() {
    expect(Rule::IrpPending, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoMarkIrpPending(event.irp) };
        }
        event.proceed()
    });
}

#[test]
fn pending_work_is_returned_as_done() {
    expect(Rule::IrpPending, DISPATCH, Style::Later, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            STATUS_SUCCESS
        } else {
            status
        }
    });
}

#[test]
fn another_status_is_returned_than_it_was_completed_with() {
    expect(Rule::IrpStatus, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_READ) {
            STATUS_DEVICE_BUSY
        } else {
            status
        }
    });
}

/// The depot has no names that could be parsed again, and a file is opened in one of six ways.
#[test]
fn an_open_is_completed_as_no_open_is() {
    for (status, information) in [
        (STATUS_REPARSE, 0xA000_0003),
        (STATUS_REPARSE_OBJECT, 0),
        (STATUS_SUCCESS, 6),
    ] {
        expect(Rule::IrpStatus, DISPATCH, Style::Now, move |event| {
            if event.is(IRP_MJ_CREATE) {
                event.extension().opens += 1;
                return unsafe { complete(event.irp, status, information) };
            }
            event.proceed()
        });
    }
}

#[test]
fn a_request_is_dropped() {
    expect(Rule::IrpDropped, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_READ) {
            STATUS_SUCCESS
        } else {
            event.proceed()
        }
    });
}

#[test]
fn a_request_that_is_never_completed_is_named_with_who_had_it_last() {
    expect(Rule::LostRequest, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_READ) {
            unsafe { IoMarkIrpPending(event.irp) };
            return STATUS_PENDING;
        }
        event.proceed()
    });
    let report = super::run_on(1, Style::Now, |event| {
        if event.is_pnp(IRP_MN_START_DEVICE) {
            unsafe { IoMarkIrpPending(event.irp) };
            return STATUS_PENDING;
        }
        event.proceed()
    });
    let lost = report.violations_of(Rule::LostRequest).next().unwrap();
    assert!(lost.message.contains("IRP_MN_START_DEVICE"), "{report}");
}

#[test]
fn the_status_of_the_driver_below_is_not_returned() {
    expect(Rule::IrpPending, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) && status == STATUS_PENDING {
            return STATUS_SUCCESS;
        }
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            STATUS_PENDING
        } else {
            status
        }
    });
}

#[test]
fn a_completion_routine_forgets_the_mark() {
    unsafe extern "C" fn routine(_: PDEVICE_OBJECT, _: PIRP, _: PVOID) -> NTSTATUS {
        STATUS_CONTINUE_COMPLETION
    }
    // Only where the bus driver pends it.
    expect_often(Rule::IrpPending, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                IoCopyCurrentIrpStackLocationToNext(event.irp);
                let none = std::ptr::null_mut();
                IoSetCompletionRoutine(event.irp, Some(routine), none, TRUE, TRUE, TRUE);
                return IoCallDriver(event.extension().lower, event.irp);
            }
        }
        event.proceed()
    });
}

#[test]
fn a_request_is_completed_as_pending() {
    expect(Rule::IrpCompletedPending, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { complete(event.irp, STATUS_PENDING, 0) };
            return STATUS_PENDING;
        }
        event.proceed()
    });
}

#[test]
fn a_dispatch_routine_keeps_a_spin_lock_and_the_irql() {
    expect(Rule::LockNotReleased, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            let lock = &raw mut event.extension().csq_lock;
            unsafe { KeAcquireSpinLockRaiseToDpc(lock) };
        }
        status
    });
    expect(Rule::IrqlChanged, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            unsafe { KfRaiseIrql(DISPATCH_LEVEL) };
        }
        status
    });
}
