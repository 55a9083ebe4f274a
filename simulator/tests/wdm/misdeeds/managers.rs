//! Requests of the managers: passed down or not, failed where they must not fail.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{DeviceOptions, Machine, Rule, SpecialFile};

use super::{DISPATCH, NOBODY, expect, expect_often};
use crate::raw::depot::{self, IDLE, STYLE, Style, complete};
use crate::raw::event::{Event, clear_hook, set_hook};

const BOGUS: UCHAR = 0xF0;

#[test]
fn a_request_that_nobody_knows_is_completed_or_changed() {
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, |event| {
        if event.is_pnp(BOGUS) {
            return unsafe { complete(event.irp, STATUS_NOT_SUPPORTED, 0) };
        }
        event.proceed()
    });
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, |event| {
        if event.is_pnp(BOGUS) {
            unsafe { (*event.irp).IoStatus.Status = STATUS_SUCCESS };
        }
        event.proceed()
    });
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_SYSTEM_CONTROL) {
            return unsafe { complete(event.irp, STATUS_INVALID_DEVICE_REQUEST, 0) };
        }
        event.proceed()
    });
}

#[test]
fn a_query_is_completed_as_a_success() {
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_QUERY_STOP_DEVICE) {
            return unsafe { complete(event.irp, STATUS_SUCCESS, 0) };
        }
        event.proceed()
    });
}

#[test]
fn a_file_is_opened_below_and_not_closed_there_or_the_contrary() {
    let send_on = |event: &Event<'_>| unsafe {
        IoSkipCurrentIrpStackLocation(event.irp);
        IoCallDriver(event.extension().lower, event.irp)
    };
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, move |event| {
        if event.is(IRP_MJ_CREATE) {
            return send_on(event);
        }
        if event.is(IRP_MJ_CLOSE) {
            return unsafe { complete(event.irp, STATUS_SUCCESS, 0) };
        }
        event.proceed()
    });
    expect(Rule::IrpNotPassedDown, NOBODY, Style::Now, move |event| {
        if event.is(IRP_MJ_CLEANUP) {
            return send_on(event);
        }
        event.proceed()
    });
}

#[test]
fn a_stop_is_failed() {
    expect(Rule::IrpFailed, NOBODY, Style::Now, |event| {
        if event.is_pnp(IRP_MN_STOP_DEVICE) {
            return unsafe { complete(event.irp, STATUS_UNSUCCESSFUL, 0) };
        }
        event.proceed()
    });
}

#[test]
fn a_device_power_state_is_not_set() {
    expect(Rule::IrpFailed, NOBODY, Style::Now, |event| {
        let sets = event.is(IRP_MJ_POWER) && event.function.1 == IRP_MN_SET_POWER;
        if sets {
            unsafe {
                let power = (*IoGetCurrentIrpStackLocation(event.irp)).Parameters.Power;
                if power.Type == DevicePowerState && power.State.DeviceState == PowerDeviceD3 {
                    return complete(event.irp, STATUS_UNSUCCESSFUL, 0);
                }
            }
        }
        event.proceed()
    });
}

#[test]
fn a_system_request_ends_before_the_device_request() {
    expect_often(Rule::PowerRequest, Style::Now, |event| {
        let sets = event.is(IRP_MJ_POWER) && event.function.1 == IRP_MN_SET_POWER;
        if sets {
            unsafe {
                let power = (*IoGetCurrentIrpStackLocation(event.irp)).Parameters.Power;
                let sleeps = power.State.SystemState != PowerSystemWorking;
                if power.Type == SystemPowerState && sleeps {
                    let state = POWER_STATE {
                        DeviceState: PowerDeviceD3,
                    };
                    let physical = event.extension().physical;
                    let none = null_mut();
                    PoRequestPowerIrp(physical, IRP_MN_SET_POWER, state, None, none, none.cast());
                    IoSkipCurrentIrpStackLocation(event.irp);
                    return IoCallDriver(event.extension().lower, event.irp);
                }
            }
        }
        event.proceed()
    });
}

#[test]
fn a_power_state_is_not_told_or_another_one() {
    expect(Rule::PowerState, NOBODY, Style::Now, |event| {
        let status = event.proceed();
        if event.is_pnp(IRP_MN_START_DEVICE) {
            let state = POWER_STATE {
                DeviceState: PowerDeviceD2,
            };
            unsafe { PoSetPowerState(event.device, DevicePowerState, state) };
        }
        status
    });
    expect_often(Rule::PowerState, Style::Now, |event| {
        if event.is(IRP_MJ_POWER) && event.function.1 == IRP_MN_SET_POWER {
            unsafe {
                let power = (*IoGetCurrentIrpStackLocation(event.irp)).Parameters.Power;
                if power.Type == DevicePowerState {
                    IoSkipCurrentIrpStackLocation(event.irp);
                    return IoCallDriver(event.extension().lower, event.irp);
                }
            }
        }
        event.proceed()
    });
}

/// "Before leaving the D0 state", and "after the device is successfully put into the D0 state".
#[test]
fn a_power_state_is_told_too_late_or_too_early() {
    let tells = |of: DEVICE_POWER_STATE| {
        move |event: &Event<'_>| {
            if !event.is(IRP_MJ_POWER) || event.function.1 != IRP_MN_SET_POWER {
                return event.proceed();
            }
            unsafe {
                let power = (*IoGetCurrentIrpStackLocation(event.irp)).Parameters.Power;
                if power.Type != DevicePowerState || power.State.DeviceState != of {
                    return event.proceed();
                }
                if of == PowerDeviceD0 {
                    PoSetPowerState(event.device, DevicePowerState, power.State);
                    return event.proceed();
                }
                IoSkipCurrentIrpStackLocation(event.irp);
                let status = IoCallDriver(event.extension().lower, event.irp);
                PoSetPowerState(event.device, DevicePowerState, power.State);
                status
            }
        }
    };
    for state in [PowerDeviceD0, PowerDeviceD3] {
        expect(Rule::PowerState, DISPATCH, Style::Now, tells(state));
    }
}

/// The depot knows nothing of special files, and passes requests of them down.
#[test]
fn a_device_with_a_paging_file_is_pageable_and_agrees_to_be_stopped() {
    STYLE.set(Style::Now);
    for seed in 0..4 {
        let machine = Machine::new(seed);
        let driver = machine.load_wdm(depot::driver_entry).unwrap();
        let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
        let seen = || machine.report().violations_of(Rule::SpecialFile).count();
        device.contain(SpecialFile::Paging).unwrap();
        assert_eq!(seen(), 1);
        device.rebalance().unwrap();
        assert_eq!(seen(), 2);
        let _ = machine.shutdown();
    }
}

/// Allocates pool, and gives it back, where a power request of the type sets a state that is not the first.
fn allocate_in_power_down(kind: POWER_STATE_TYPE) -> impl Fn(&Event<'_>) -> NTSTATUS + Clone {
    move |event| {
        if event.is(IRP_MJ_POWER) && event.function.1 == IRP_MN_SET_POWER {
            unsafe {
                let power = (*IoGetCurrentIrpStackLocation(event.irp)).Parameters.Power;
                // PowerSystemWorking and PowerDeviceD0 are one.
                if power.Type == kind && power.State.SystemState != PowerSystemWorking {
                    let tag = u32::from_le_bytes(*b"Down");
                    let block = ExAllocatePool2(POOL_FLAG_NON_PAGED, 100, tag);
                    ExFreePoolWithTag(block, tag);
                }
            }
        }
        event.proceed()
    }
}

#[test]
fn pool_is_allocated_when_the_system_goes_to_sleep() {
    for kind in [SystemPowerState, DevicePowerState] {
        let hook = allocate_in_power_down(kind);
        expect(Rule::PowerDownAllocate, DISPATCH, Style::Now, hook);
    }
}

/// A device that is idle loses its power alone: its driver may allocate.
#[test]
fn pool_may_be_allocated_when_a_device_sleeps_alone() {
    STYLE.set(Style::Now);
    IDLE.set(1);
    let allocated = Rc::new(Cell::new(0));
    let (count, hook) = (
        Rc::clone(&allocated),
        allocate_in_power_down(DevicePowerState),
    );
    set_hook(move |event| {
        count.set(count.get() + u32::from(event.is(IRP_MJ_POWER)));
        hook(event)
    });
    let machine = Machine::new(1);
    let driver = machine.load_wdm(depot::driver_entry).unwrap();
    let device = machine.add_device(&driver, DeviceOptions::new()).unwrap();
    IDLE.set(0);
    let file = device.open().unwrap();
    machine.advance(Duration::from_secs(5));
    file.close().unwrap();
    machine.shutdown().assert_clean();
    clear_hook();
    assert_eq!(allocated.get(), 1);
}

#[test]
fn a_power_request_is_asked_for_that_there_is_not() {
    expect(Rule::PowerRequest, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            let state = POWER_STATE { DeviceState: 0 };
            let physical = event.extension().physical;
            unsafe {
                PoRequestPowerIrp(
                    physical,
                    IRP_MN_POWER_SEQUENCE,
                    state,
                    None,
                    null_mut(),
                    null_mut(),
                );
            }
        }
        event.proceed()
    });
}

#[test]
fn an_error_log_entry_is_written_twice() {
    expect(Rule::ForeignHandle, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let entry = IoAllocateErrorLogEntry(event.device.cast(), 64);
                IoWriteErrorLogEntry(entry);
                IoWriteErrorLogEntry(entry);
            }
        }
        event.proceed()
    });
}

#[test]
fn a_registry_key_is_closed_twice_or_never() {
    expect(Rule::ForeignHandle, DISPATCH, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let mut key = null_mut();
                let physical = event.extension().physical;
                IoOpenDeviceRegistryKey(
                    physical,
                    PLUGPLAY_REGKEY_DRIVER,
                    KEY_QUERY_VALUE,
                    &raw mut key,
                );
                ZwClose(key);
                ZwClose(key);
            }
        }
        event.proceed()
    });
    expect(Rule::Leak, NOBODY, Style::Now, |event| {
        if event.is(IRP_MJ_WRITE) {
            unsafe {
                let mut key = null_mut();
                let physical = event.extension().physical;
                IoOpenDeviceRegistryKey(
                    physical,
                    PLUGPLAY_REGKEY_DRIVER,
                    KEY_QUERY_VALUE,
                    &raw mut key,
                );
            }
        }
        event.proceed()
    });
}

#[test]
fn a_device_stays_registered_for_shutdown() {
    expect(Rule::DeviceDeleted, DISPATCH, Style::Now, |event| {
        if event.is_pnp(IRP_MN_REMOVE_DEVICE) {
            unsafe {
                let mut other = null_mut();
                let driver = (*event.device).DriverObject;
                IoCreateDevice(driver, 0, null_mut(), 0, 0, FALSE, &raw mut other);
                IoRegisterShutdownNotification(other);
                IoDeleteDevice(other);
            }
        }
        event.proceed()
    });
}
