//! Device objects, remove locks, references, and what is left behind.

use std::ptr::null_mut;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{DeviceOptions, Machine, PendingPower, PowerRequest, Report, Role, Rule};

use super::{DISPATCH, NOBODY, expect, expect_often};
use crate::raw::depot::{self, STYLE, Style};
use crate::raw::event::{Event, clear_hook, set_hook};

#[test]
fn a_device_object_is_deleted_twice() {
    expect(Rule::DeviceDeleted, DISPATCH, Style::Now, |event| {
        let status = event.proceed();
        if event.is_pnp(IRP_MN_REMOVE_DEVICE) {
            unsafe { IoDeleteDevice(event.device) };
        }
        status
    });
}

#[test]
fn a_device_object_is_deleted_in_its_stack() {
    expect(Rule::DeviceDeleted, DISPATCH, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                let mut extra = null_mut();
                let driver = (*event.device).DriverObject;
                IoCreateDevice(driver, 0, null_mut(), 0, 0, FALSE, &raw mut extra);
                IoAttachDeviceToDeviceStack(extra, event.device);
                IoDeleteDevice(extra);
                IoDetachDevice(event.device);
            }
        }
        event.proceed()
    });
    let report = super::run_on(1, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe {
                let (mut low, mut high) = (null_mut(), null_mut());
                let driver = (*event.device).DriverObject;
                IoCreateDevice(driver, 0, null_mut(), 0, 0, FALSE, &raw mut low);
                IoCreateDevice(driver, 0, null_mut(), 0, 0, FALSE, &raw mut high);
                IoAttachDeviceToDeviceStack(high, low);
                IoDeleteDevice(low);
                IoDeleteDevice(high);
            }
        }
        event.proceed()
    });
    let mut deleted = report.violations_of(Rule::DeviceDeleted);
    let first = deleted.next().unwrap();
    assert!(
        first.message.contains("that another one is attached to"),
        "{report}"
    );
}

#[test]
fn a_device_object_is_deleted_under_a_request() {
    let report = super::run_on(1, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                // So that it is there all the same.
                ObfReferenceObject(event.device.cast());
                let lower = event.extension().lower;
                IoDetachDevice(lower);
                IoDeleteDevice(event.device);
                IoAttachDeviceToDeviceStack(event.device, lower);
            }
        }
        event.proceed()
    });
    let mut deleted = report.violations_of(Rule::DeviceDeleted);
    assert!(
        deleted.any(|broken| broken.message.contains("under 1 IRPs")),
        "{report}"
    );
}

#[test]
fn add_device_leaves_the_flag_set() {
    expect(Rule::DeviceStack, NOBODY, Style::Now, |event| {
        let status = event.proceed();
        if event.role == Role::DriverAddDevice {
            // Of AddDevice the hook has the physical object.
            unsafe { (*(*event.device).AttachedDevice).Flags |= DO_DEVICE_INITIALIZING };
        }
        status
    });
}

#[test]
fn add_device_sets_both_flags_of_buffers() {
    expect(Rule::DeviceStack, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_START_DEVICE) {
            unsafe { (*event.device).Flags &= !DO_DIRECT_IO };
        }
        let status = event.proceed();
        if event.role == Role::DriverAddDevice {
            unsafe { (*(*event.device).AttachedDevice).Flags |= DO_BUFFERED_IO | DO_DIRECT_IO };
        }
        status
    });
}

#[test]
fn add_device_makes_a_device_pageable_whose_lower_one_is_not() {
    for (pageable, reported) in [(false, false), (true, true)] {
        STYLE.set(Style::Now);
        set_hook(move |event| {
            let status = event.proceed();
            if pageable && event.role == Role::DriverAddDevice {
                unsafe { (*(*event.device).AttachedDevice).Flags |= DO_POWER_PAGABLE };
            }
            status
        });
        let machine = Machine::new(1);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let options = DeviceOptions::new().not_pageable();
        machine.add_device(&driver, options).unwrap();
        let report = machine.shutdown();
        clear_hook();
        let mut found = report.violations_of(Rule::DeviceStack);
        let found = found.any(|broken| broken.message.contains("DO_POWER_PAGABLE"));
        assert_eq!(found, reported, "{report}");
    }
}

#[test]
fn add_device_attaches_nothing() {
    expect(Rule::DeviceStack, NOBODY, Style::Now, |event| {
        if event.role == Role::DriverAddDevice {
            return STATUS_SUCCESS;
        }
        event.proceed()
    });
}

#[test]
fn add_device_fails_and_leaves_a_device_object() {
    expect(Rule::DeviceStack, NOBODY, Style::Now, |event| {
        let status = event.proceed();
        if event.role == Role::DriverAddDevice {
            return STATUS_UNSUCCESSFUL;
        }
        status
    });
}

#[test]
fn the_wrong_device_object_is_detached() {
    expect(Rule::DeviceStack, DISPATCH, Style::Now, |event| {
        if event.is_pnp(IRP_MN_REMOVE_DEVICE) {
            unsafe { IoDetachDevice(event.device) };
        }
        event.proceed()
    });
}

#[test]
fn references_are_dropped_that_nobody_has_or_kept() {
    expect(Rule::ObjectReference, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { ObfDereferenceObject(event.device.cast()) };
        }
        event.proceed()
    });
    expect(Rule::ObjectReference, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { ObfReferenceObject(event.device.cast()) };
        }
        event.proceed()
    });
}

#[test]
fn a_remove_lock_is_released_with_another_tag_or_once_more() {
    expect(Rule::RemoveLock, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let lock = &raw mut event.extension().remove_lock;
                IoAcquireRemoveLock(lock, 1 as PVOID);
                IoReleaseRemoveLock(lock, 2 as PVOID);
            }
        }
        event.proceed()
    });
    expect(Rule::RemoveLock, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoReleaseRemoveLock(&raw mut event.extension().remove_lock, null_mut()) };
        }
        event.proceed()
    });
}

#[test]
fn a_remove_lock_is_initialised_again_or_elsewhere() {
    expect(Rule::RemoveLock, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_CREATE) {
            unsafe { IoInitializeRemoveLock(&raw mut event.extension().remove_lock, 0, 0, 0) };
        }
        event.proceed()
    });
    expect(Rule::RemoveLock, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_CREATE) {
            let lock: Box<IO_REMOVE_LOCK> = Box::new(unsafe { std::mem::zeroed() });
            unsafe { IoInitializeRemoveLock(Box::leak(lock), 0, 0, 0) };
        }
        event.proceed()
    });
}

#[test]
fn a_remove_lock_is_waited_for_outside_of_a_removal() {
    expect_often(Rule::RemoveLock, Style::Now, |event| {
        if event.is_pnp(IRP_MN_STOP_DEVICE) {
            unsafe {
                let lock = &raw mut event.extension().remove_lock;
                IoAcquireRemoveLock(lock, null_mut());
                IoReleaseRemoveLockAndWait(lock, null_mut());
            }
        }
        event.proceed()
    });
}

#[test]
fn a_removal_waits_for_a_lock_that_nobody_releases() {
    expect(Rule::LostRequest, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe { IoAcquireRemoveLock(&raw mut event.extension().remove_lock, 5 as PVOID) };
        }
        event.proceed()
    });
}

#[test]
fn a_symbolic_link_and_pool_are_left_behind() {
    expect(Rule::UnloadLeft, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            use crate::raw::text::{string, wide};
            let (name, target) = (wide("\\??\\Other"), wide("\\Device\\Depot"));
            let (mut name, mut target) = (string(&name), string(&target));
            unsafe { IoCreateSymbolicLink(&raw mut name, &raw mut target) };
        }
        event.proceed()
    });
    expect(Rule::Leak, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_CAPABILITIES) {
            unsafe { ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, u32::from_le_bytes(*b"Left")) };
        }
        event.proceed()
    });
}

#[test]
fn the_extension_is_written_after_the_device_object_is_deleted() {
    expect(Rule::UseAfterCompletion, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_REMOVE_DEVICE) {
            let seconds = &raw mut event.extension().seconds;
            let status = event.proceed();
            unsafe { seconds.write(1) };
            return status;
        }
        event.proceed()
    });
}

#[test]
fn the_extension_is_written_behind_its_end() {
    expect(Rule::Overrun, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            let extension: *mut depot::Extension = event.extension();
            unsafe { extension.add(1).cast::<u8>().write(1) };
        }
        event.proceed()
    });
}

/// Removes the depot while its power requests are under way.
fn removed_under_power(seed: u64, hook: impl Fn(&Event<'_>) -> NTSTATUS + 'static) -> Report {
    STYLE.set(Style::Now);
    set_hook(hook);
    let machine = Machine::builder(seed).processors(2).preemption(20).build();
    let driver = machine.load_wdm(depot::driver_entry).unwrap();
    let options = DeviceOptions::new().bus_takes_for_power(Duration::from_millis(2));
    let device = machine.add_device(&driver, options).unwrap();
    let requests = [
        PowerRequest::Up,
        PowerRequest::SystemUp,
        PowerRequest::Query,
    ]
    .map(|request| device.submit_power(request));
    machine.advance(Duration::from_micros(seed * 50));
    device.remove().unwrap();
    machine.advance(Duration::from_millis(10));
    assert!(requests.iter().all(PendingPower::is_done));
    let report = machine.shutdown();
    clear_hook();
    report
}

#[test]
fn a_device_is_removed_under_its_power_requests() {
    for seed in 0..40 {
        removed_under_power(seed, |event| event.proceed()).assert_clean();
    }
}

/// As in a driver that lets go of its remove lock when it has sent its request down.
#[test]
fn a_power_request_comes_back_to_a_device_that_is_deleted() {
    unsafe extern "C" fn came_back(_: PDEVICE_OBJECT, _: PIRP, context: PVOID) -> NTSTATUS {
        unsafe { context.cast::<u8>().write(1) };
        STATUS_CONTINUE_COMPLETION
    }
    let mut seen = [0; 2];
    for seed in 0..40 {
        let report = removed_under_power(seed, |event| {
            if !event.is(IRP_MJ_POWER) {
                return event.proceed();
            }
            let extension = event.extension();
            let mark = (&raw mut extension.power).cast();
            unsafe {
                IoMarkIrpPending(event.irp);
                IoCopyCurrentIrpStackLocationToNext(event.irp);
                IoSetCompletionRoutine(event.irp, Some(came_back), mark, TRUE, TRUE, TRUE);
                IoCallDriver(extension.lower, event.irp);
            }
            STATUS_PENDING
        });
        for (seen, rule) in seen
            .iter_mut()
            .zip([Rule::DeviceDeleted, Rule::UseAfterCompletion])
        {
            *seen += u32::from(report.violations_of(rule).next().is_some());
        }
    }
    assert!(seen.iter().all(|&seen| seen > 4), "{seen:?}");
}
