//! The system queue, work items, device timers.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::{DISPATCH, NOBODY, expect, expect_often};
use crate::raw::depot::Style;

#[test]
fn the_next_packet_is_started_from_start_io() {
    expect(
        Rule::StartIo,
        Role::DriverStartIo,
        Style::SystemQueue,
        |event| {
            let status = event.proceed();
            if event.role == Role::DriverStartIo {
                unsafe { IoStartNextPacket(event.device, TRUE) };
            }
            status
        },
    );
}

#[test]
fn a_packet_is_started_that_is_not_marked() {
    expect(Rule::StartIo, DISPATCH, Style::SystemQueue, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let lock = &raw mut event.extension().remove_lock;
                IoAcquireRemoveLock(lock, event.irp.cast());
                IoStartPacket(
                    event.device,
                    event.irp,
                    null_mut(),
                    Some(crate::raw::depot::cancel),
                );
            }
            return STATUS_PENDING;
        }
        event.proceed()
    });
}

#[test]
fn the_next_packet_is_started_with_a_lock_held() {
    expect(
        Rule::SpinLockHeld,
        Role::IoDpc,
        Style::SystemQueue,
        |event| {
            if event.role == Role::IoDpc {
                unsafe {
                    let lock = &raw mut event.extension().csq_lock;
                    KeAcquireSpinLockAtDpcLevel(lock);
                    let status = event.proceed();
                    KeReleaseSpinLockFromDpcLevel(lock);
                    return status;
                }
            }
            event.proceed()
        },
    );
}

#[test]
fn a_work_item_is_freed_while_it_is_queued_or_twice_or_never() {
    unsafe extern "C" fn nothing(_: PDEVICE_OBJECT, _: PVOID) {}
    expect_often(Rule::BusyWorkItem, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let item = IoAllocateWorkItem(event.device);
                IoQueueWorkItem(item, Some(nothing), DelayedWorkQueue, null_mut());
                IoFreeWorkItem(item);
            }
        }
        event.proceed()
    });
    expect(Rule::ForeignHandle, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let item = IoAllocateWorkItem(event.device);
                IoFreeWorkItem(item);
                IoFreeWorkItem(item);
            }
        }
        event.proceed()
    });
    expect(Rule::Leak, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoAllocateWorkItem(event.device) };
        }
        event.proceed()
    });
}

#[test]
fn a_timer_is_made_twice_or_started_without_being_made() {
    unsafe extern "C" fn nothing(_: *mut DEVICE_OBJECT, _: PVOID) {}
    expect(Rule::BadParameter, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoInitializeTimer(event.device, Some(nothing), null_mut()) };
        }
        event.proceed()
    });
    expect(Rule::BadParameter, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoStartTimer(event.extension().physical) };
        }
        event.proceed()
    });
}
