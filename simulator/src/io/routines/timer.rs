//! Timers of device objects.

use miniport::ffi;

use super::call::{Call, routines};
use crate::verifier::{Role, Rule};

routines! {
    /// Gives a device its timer, once.
    IoInitializeTimer(device: ffi::PDEVICE_OBJECT, routine: ffi::PIO_TIMER_ROUTINE, context: ffi::PVOID) -> ffi::NTSTATUS, PASSIVE
        => |call| initialize(call, device, routine, context), else ffi::STATUS_INSUFFICIENT_RESOURCES;
    /// Starts it.
    IoStartTimer(device: ffi::PDEVICE_OBJECT) -> (), UP_TO_DISPATCH => |call| switch(call, device, true), else ();
    /// Stops it.
    IoStopTimer(device: ffi::PDEVICE_OBJECT) -> (), UP_TO_DISPATCH => |call| switch(call, device, false), else ();
}

fn initialize(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    routine: ffi::PIO_TIMER_ROUTINE,
    context: ffi::PVOID,
) -> ffi::NTSTATUS {
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    let Some(routine) = routine else {
        return call.bad("there is no routine");
    };
    if !call.manager.add_timer(&device, routine, context as usize) {
        return call.bad("the device object has a timer already");
    }
    ffi::STATUS_SUCCESS
}

fn switch(call: &Call<'_>, device: ffi::PDEVICE_OBJECT, started: bool) {
    let Some(device) = call.device(device) else {
        return;
    };
    if call.role == Role::IoTimer && !started {
        call.broke(
            Rule::WrongCallback,
            "IoStopTimer must not be called from IO_TIMER_ROUTINE",
        );
    }
    // Beneath the routine of any timer it would wait for itself.
    if !call.manager.may_switch_timers(call.owner) {
        call.manager.kernel.die();
    }
    if !call.manager.switch_timer(&device, started) {
        call.bad("the device object has no timer (IoInitializeTimer)");
    }
}
