//! Busy, paused, ready: what a driver says about its queues.

use miniport::ffi;

use super::routine::{ANY, Call, Routine};
use crate::Address;

static PAUSE: Routine = Routine::new("StorPortPause", ANY);
static RESUME: Routine = Routine::new("StorPortResume", ANY);
static PAUSE_DEVICE: Routine = Routine::new("StorPortPauseDevice", ANY);
static RESUME_DEVICE: Routine = Routine::new("StorPortResumeDevice", ANY);
static BUSY: Routine = Routine::new("StorPortBusy", ANY);
static READY: Routine = Routine::new("StorPortReady", ANY);
static DEVICE_BUSY: Routine = Routine::new("StorPortDeviceBusy", ANY);
static DEVICE_READY: Routine = Routine::new("StorPortDeviceReady", ANY);
static QUEUE_DEPTH: Routine = Routine::new("StorPortSetDeviceQueueDepth", ANY);

/// Does something to a unit that exists.
fn on_unit(
    routine: &'static Routine,
    extension: ffi::PVOID,
    (path, target, lun): (u8, u8, u8),
    what: impl FnOnce(&Call<'_>, u32),
) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(routine, extension) else {
        return ffi::FALSE;
    };
    let unit = call
        .adapter()
        .units
        .borrow()
        .find(Address::new(path, target, lun));
    if let Some(unit) = unit {
        what(&call, unit);
    }
    ffi::BOOLEAN::from(unit.is_some())
}

/// Holds the requests of the adapter back for some seconds.
#[unsafe(no_mangle)]
extern "C" fn StorPortPause(extension: ffi::PVOID, timeout: ffi::ULONG) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&PAUSE, extension) else {
        return ffi::FALSE;
    };
    call.core.pause(call.adapter(), None, timeout);
    ffi::TRUE
}

/// Lets a paused adapter go on.
#[unsafe(no_mangle)]
extern "C" fn StorPortResume(extension: ffi::PVOID) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&RESUME, extension) else {
        return ffi::FALSE;
    };
    call.core.resume(call.adapter(), None);
    ffi::TRUE
}

/// Holds the requests of a unit back for some seconds.
#[unsafe(no_mangle)]
extern "C" fn StorPortPauseDevice(
    extension: ffi::PVOID,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    timeout: ffi::ULONG,
) -> ffi::BOOLEAN {
    on_unit(
        &PAUSE_DEVICE,
        extension,
        (path, target, lun),
        |call, unit| call.core.pause(call.adapter(), Some(unit), timeout),
    )
}

/// Lets a paused unit go on.
#[unsafe(no_mangle)]
extern "C" fn StorPortResumeDevice(
    extension: ffi::PVOID,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
) -> ffi::BOOLEAN {
    on_unit(
        &RESUME_DEVICE,
        extension,
        (path, target, lun),
        |call, unit| call.core.resume(call.adapter(), Some(unit)),
    )
}

/// Holds the requests of the adapter back until some have completed.
#[unsafe(no_mangle)]
extern "C" fn StorPortBusy(extension: ffi::PVOID, requests: ffi::ULONG) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&BUSY, extension) else {
        return ffi::FALSE;
    };
    call.adapter()
        .busy
        .set(requests.min(call.adapter().outstanding.get()));
    ffi::TRUE
}

/// Takes `StorPortBusy` back.
#[unsafe(no_mangle)]
extern "C" fn StorPortReady(extension: ffi::PVOID) -> ffi::BOOLEAN {
    let Some(call) = Call::enter(&READY, extension) else {
        return ffi::FALSE;
    };
    call.adapter().busy.set(0);
    call.core.pump_all(call.adapter());
    ffi::TRUE
}

/// Holds the requests of a unit back until some have completed.
#[unsafe(no_mangle)]
extern "C" fn StorPortDeviceBusy(
    extension: ffi::PVOID,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    requests: ffi::ULONG,
) -> ffi::BOOLEAN {
    on_unit(
        &DEVICE_BUSY,
        extension,
        (path, target, lun),
        |call, unit| {
            let mut units = call.adapter().units.borrow_mut();
            let unit = units.at(unit);
            unit.busy = requests.min(unit.outstanding);
        },
    )
}

/// Takes `StorPortDeviceBusy` back.
#[unsafe(no_mangle)]
extern "C" fn StorPortDeviceReady(
    extension: ffi::PVOID,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
) -> ffi::BOOLEAN {
    on_unit(
        &DEVICE_READY,
        extension,
        (path, target, lun),
        |call, unit| {
            call.adapter().units.borrow_mut().at(unit).busy = 0;
            call.core.pump(call.adapter(), unit);
        },
    )
}

/// Sets how many requests of a unit are sent at a time.
#[unsafe(no_mangle)]
extern "C" fn StorPortSetDeviceQueueDepth(
    extension: ffi::PVOID,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    depth: ffi::ULONG,
) -> ffi::BOOLEAN {
    let mut allowed = true;
    let known = on_unit(
        &QUEUE_DEPTH,
        extension,
        (path, target, lun),
        |call, unit| {
            allowed = (1..=call.adapter().configuration().max_io_per_lun.max(254)).contains(&depth);
            if allowed {
                call.adapter().units.borrow_mut().at(unit).depth = depth;
                call.core.pump(call.adapter(), unit);
            }
        },
    );
    ffi::BOOLEAN::from(known != 0 && allowed)
}
