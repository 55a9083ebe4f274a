//! Cancellation.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{DeviceOptions, Machine, Role, Rule};

use super::{DISPATCH, expect};
use crate::raw::depot::{self, HOLD, STYLE, Style};
use crate::raw::event::{clear_hook, set_hook};

unsafe extern "C" fn never(_: PDEVICE_OBJECT, _: PIRP) {
    unreachable!()
}

#[test]
fn a_request_is_completed_with_its_cancel_routine_set() {
    expect(Rule::IrpCancelRoutine, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoSetCancelRoutine(event.irp, Some(never)) };
        }
        event.proceed()
    });
}

/// Cancels a request in a driver that does with it what the hook says: the rules that are broken.
fn cancel_in(pend: unsafe fn(PDEVICE_OBJECT, PIRP), cancels: bool) -> Vec<(Rule, Option<Role>)> {
    STYLE.set(Style::Now);
    set_hook(move |event| {
        if event.is(IRP_MJ_DEVICE_CONTROL) {
            unsafe {
                IoMarkIrpPending(event.irp);
                pend(event.device, event.irp);
            }
            return STATUS_PENDING;
        }
        event.proceed()
    });
    let machine = Machine::builder(1).preemption(30).build();
    let driver = machine.load_wdm(depot::driver_entry).unwrap();
    let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
    let file = device.open().unwrap();
    let held = file.submit_control(HOLD, &[], 0);
    machine.advance(std::time::Duration::from_millis(1));
    if cancels {
        held.cancel().unwrap();
    }
    let _ = held.wait();
    let report = machine.report();
    clear_hook();
    report
        .violations
        .iter()
        .map(|violation| (violation.rule, violation.role))
        .collect()
}

#[test]
fn a_cancel_routine_keeps_the_lock() {
    unsafe extern "C" fn cancel(_: PDEVICE_OBJECT, irp: PIRP) {
        unsafe {
            (*irp).IoStatus.Status = STATUS_CANCELLED;
            IoCompleteRequest(irp, IO_NO_INCREMENT);
        }
    }
    let pend = |_: PDEVICE_OBJECT, irp: PIRP| {
        unsafe { IoSetCancelRoutine(irp, Some(cancel)) };
    };
    let broken = cancel_in(pend, true);
    let cancel = Some(Role::DriverCancel);
    assert!(broken.contains(&(Rule::SpinLockHeld, cancel)), "{broken:?}");
    assert!(
        broken.contains(&(Rule::LockNotReleased, cancel)),
        "{broken:?}"
    );
}

#[test]
fn a_cancel_routine_releases_the_lock_to_another_irql() {
    unsafe extern "C" fn cancel(_: PDEVICE_OBJECT, irp: PIRP) {
        unsafe {
            IoReleaseCancelSpinLock(DISPATCH_LEVEL);
            (*irp).IoStatus.Status = STATUS_CANCELLED;
            IoCompleteRequest(irp, IO_NO_INCREMENT);
        }
    }
    let pend = |_: PDEVICE_OBJECT, irp: PIRP| {
        unsafe { IoSetCancelRoutine(irp, Some(cancel)) };
    };
    let broken = cancel_in(pend, true);
    assert_eq!(broken, [(Rule::CancelSpinLock, Some(Role::DriverCancel))]);
}

#[test]
fn a_request_that_is_cancelled_has_no_cancel_routine() {
    assert_eq!(cancel_in(|_, _| {}, true), [(Rule::LostRequest, None)]);
}

#[test]
fn a_cancellation_before_the_cancel_routine_is_missed() {
    // As if the application were faster.
    let pend = |_: PDEVICE_OBJECT, irp: PIRP| unsafe {
        IoCancelIrp(irp);
        IoSetCancelRoutine(irp, Some(never));
    };
    assert_eq!(cancel_in(pend, false), [(Rule::IrpCancelRoutine, None)]);
}

#[test]
fn the_cancel_lock_is_released_that_is_not_held() {
    expect(Rule::CancelSpinLock, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let former = KfRaiseIrql(DISPATCH_LEVEL);
                IoReleaseCancelSpinLock(DISPATCH_LEVEL);
                KeLowerIrql(former);
            }
        }
        event.proceed()
    });
}

#[test]
fn the_cancel_lock_is_acquired_twice() {
    expect(Rule::LockTwice, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            let mut irql = 0;
            unsafe {
                IoAcquireCancelSpinLock(&raw mut irql);
                IoAcquireCancelSpinLock(&raw mut irql);
            }
        }
        event.proceed()
    });
}

#[test]
fn a_request_is_cancelled_that_is_over() {
    expect(Rule::UseAfterCompletion, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoCancelIrp(event.irp) };
        }
        status
    });
}

#[test]
fn a_queue_is_used_that_was_not_initialised() {
    expect(Rule::ObjectNotInitialised, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            let mut csq: IO_CSQ = unsafe { std::mem::zeroed() };
            unsafe { IoCsqRemoveNextIrp(&raw mut csq, null_mut()) };
        }
        event.proceed()
    });
}

/// "Must set the I/O status block's Status member to STATUS_CANCELLED, and set its Information member to zero" (page of `DRIVER_CANCEL`).
#[test]
fn a_cancel_routine_completes_its_request_otherwise_than_as_cancelled() {
    unsafe fn end(irp: PIRP, status: NTSTATUS, information: usize) {
        unsafe {
            IoReleaseCancelSpinLock((*irp).CancelIrql);
            depot::complete(irp, status, information);
        }
    }
    unsafe extern "C" fn as_done(_: PDEVICE_OBJECT, irp: PIRP) {
        unsafe { end(irp, STATUS_SUCCESS, 0) };
    }
    unsafe extern "C" fn with_bytes(_: PDEVICE_OBJECT, irp: PIRP) {
        unsafe { end(irp, STATUS_CANCELLED, 7) };
    }
    unsafe extern "C" fn rightly(_: PDEVICE_OBJECT, irp: PIRP) {
        unsafe { end(irp, STATUS_CANCELLED, 0) };
    }
    let broken = |pend: unsafe fn(PDEVICE_OBJECT, PIRP)| cancel_in(pend, true);
    let found = [(Rule::IrpStatus, Some(Role::DriverCancel))];
    let sets_as_done = |_: PDEVICE_OBJECT, irp: PIRP| unsafe {
        IoSetCancelRoutine(irp, Some(as_done));
    };
    let sets_with_bytes = |_: PDEVICE_OBJECT, irp: PIRP| unsafe {
        IoSetCancelRoutine(irp, Some(with_bytes));
    };
    let sets_rightly = |_: PDEVICE_OBJECT, irp: PIRP| unsafe {
        IoSetCancelRoutine(irp, Some(rightly));
    };
    assert_eq!(broken(sets_as_done), found);
    assert_eq!(broken(sets_with_bytes), found);
    assert_eq!(broken(sets_rightly), []);
}

#[test]
fn a_request_is_sent_on_with_its_cancel_routine_set() {
    expect(Rule::IrpCancelRoutine, DISPATCH, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                IoSetCancelRoutine(event.irp, Some(never));
                IoSkipCurrentIrpStackLocation(event.irp);
                let status = IoCallDriver(event.extension().lower, event.irp);
                return status;
            }
        }
        event.proceed()
    });
}
