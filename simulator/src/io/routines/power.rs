//! Power requests of drivers.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::power::PowerAsk;
use crate::kernel::level::DISPATCH_LEVEL;
use crate::verifier::Rule;

/// `STATUS_INVALID_PARAMETER_2`
const INVALID_MINOR: ffi::NTSTATUS = 0xC000_00F0_u32.cast_signed();

routines! {
    /// Sends a power request to the top of a device's stack.
    PoRequestPowerIrp(
        device: ffi::PDEVICE_OBJECT, minor: ffi::UCHAR, state: ffi::POWER_STATE, completion: ffi::PREQUEST_POWER_COMPLETE,
        context: ffi::PVOID, irp: *mut ffi::PIRP
    ) -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| request(call, (device, minor, state), (completion, context), irp), else ffi::STATUS_INSUFFICIENT_RESOURCES;
    /// Tells the state of a device; the former one.
    PoSetPowerState(device: ffi::PDEVICE_OBJECT, kind: ffi::POWER_STATE_TYPE, state: ffi::POWER_STATE) -> ffi::POWER_STATE, UP_TO_DISPATCH
        => |call| set(call, device, kind, state), else state;
    /// Has idleness watched.
    PoRegisterDeviceForIdleDetection(
        device: ffi::PDEVICE_OBJECT, conservation: ffi::ULONG, performance: ffi::ULONG, state: ffi::DEVICE_POWER_STATE
    ) -> ffi::PULONG, UP_TO_APC => |call| watch(call, device, [conservation, performance], state), else std::ptr::null_mut();
}

fn request(
    call: &Call<'_>,
    (device, minor, state): (ffi::PDEVICE_OBJECT, u8, ffi::POWER_STATE),
    (completion, context): (ffi::PREQUEST_POWER_COMPLETE, ffi::PVOID),
    place: *mut ffi::PIRP,
) -> ffi::NTSTATUS {
    let Some(device) = call.device(device) else {
        return ffi::STATUS_INVALID_PARAMETER;
    };
    // SAFETY: both states are numbers.
    let state = unsafe { state.DeviceState };
    let wakes = minor == ffi::IRP_MN_WAIT_WAKE;
    if !wakes && !matches!(minor, ffi::IRP_MN_SET_POWER | ffi::IRP_MN_QUERY_POWER) {
        let message = format!("PoRequestPowerIrp does not send minor function {minor:#04x}");
        call.broke(Rule::PowerRequest, message);
        return INVALID_MINOR;
    }
    if !wakes && !(ffi::PowerDeviceD0..=ffi::PowerDeviceD3).contains(&state) {
        let message = format!("PoRequestPowerIrp with {state}, which is no device power state");
        call.broke(Rule::PowerRequest, message);
        return ffi::STATUS_INVALID_PARAMETER;
    }
    if !wakes && !place.is_null() {
        call.broke(
            Rule::PowerRequest,
            "PoRequestPowerIrp with a place for the IRP, which may be completed before it returns (RequestedPowerIrp)",
        );
    }
    let irp = call.manager.request_power(PowerAsk {
        device,
        minor,
        state,
        completion: completion.map(|routine| (routine, context as usize)),
        outcome: None,
    });
    if wakes && !place.is_null() {
        // SAFETY: the driver says that a pointer may be written there.
        unsafe { place.write(irp.raw()) };
    }
    ffi::STATUS_PENDING
}

fn set(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    kind: ffi::POWER_STATE_TYPE,
    state: ffi::POWER_STATE,
) -> ffi::POWER_STATE {
    let Some(device) = call.device(device) else {
        return state;
    };
    if kind != ffi::DevicePowerState {
        call.broke(
            Rule::PowerRequest,
            "PoSetPowerState of the system's state, which is not a driver's",
        );
        return state;
    }
    // SAFETY: both states are numbers.
    let state = unsafe { state.DeviceState };
    let irql = call.manager.kernel.fiber().irql.get();
    if irql >= DISPATCH_LEVEL && state != ffi::PowerDeviceD0 {
        let message =
            format!("PoSetPowerState at IRQL {irql}, where it may tell of D0 only, not of {state}");
        call.broke(Rule::WrongIrql, message);
    }
    ffi::POWER_STATE {
        DeviceState: call.manager.set_power_state(device.owner, state),
    }
}

fn watch(
    call: &Call<'_>,
    device: ffi::PDEVICE_OBJECT,
    seconds: [u32; 2],
    state: i32,
) -> ffi::PULONG {
    match call.device(device) {
        Some(device) => call.manager.watch_idle(&device, seconds, state),
        None => std::ptr::null_mut(),
    }
}
