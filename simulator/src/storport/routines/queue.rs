//! Busy, paused, ready: what a driver says about its queues.

use miniport::ffi;

use super::routine::{Call, routines};
use crate::storport::unit::Address;

routines! {
    /// Holds the requests of the adapter back for some seconds.
    StorPortPause(extension, timeout: ffi::ULONG) -> ffi::BOOLEAN, ANY => pause, else ffi::FALSE;
    /// Lets a paused adapter go on.
    StorPortResume(extension) -> ffi::BOOLEAN, ANY => resume, else ffi::FALSE;
    /// Holds the requests of the adapter back until some have completed.
    StorPortBusy(extension, requests: ffi::ULONG) -> ffi::BOOLEAN, ANY => busy, else ffi::FALSE;
    /// Takes `StorPortBusy` back.
    StorPortReady(extension) -> ffi::BOOLEAN, ANY => ready, else ffi::FALSE;
    /// Holds the requests of a unit back for some seconds.
    StorPortPauseDevice(extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, timeout: ffi::ULONG) -> ffi::BOOLEAN, ANY => pause_device, else ffi::FALSE;
    /// Lets a paused unit go on.
    StorPortResumeDevice(extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR) -> ffi::BOOLEAN, ANY => resume_device, else ffi::FALSE;
    /// Holds the requests of a unit back until some have completed.
    StorPortDeviceBusy(extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, requests: ffi::ULONG) -> ffi::BOOLEAN, ANY => device_busy, else ffi::FALSE;
    /// Takes `StorPortDeviceBusy` back.
    StorPortDeviceReady(extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR) -> ffi::BOOLEAN, ANY => device_ready, else ffi::FALSE;
    /// Sets how many requests of a unit are sent at a time.
    StorPortSetDeviceQueueDepth(extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, depth: ffi::ULONG) -> ffi::BOOLEAN, ANY => set_device_queue_depth, else ffi::FALSE;
}

/// Does something to a unit that exists.
fn on_unit(
    call: &Call<'_>,
    (path, target, lun): (u8, u8, u8),
    what: impl FnOnce(u32),
) -> ffi::BOOLEAN {
    let unit = call
        .adapter()
        .units
        .borrow()
        .find(Address::new(path, target, lun));
    if let Some(unit) = unit {
        what(unit);
    }
    ffi::BOOLEAN::from(unit.is_some())
}

fn pause(call: &Call<'_>, timeout: ffi::ULONG) -> ffi::BOOLEAN {
    call.storport.pause(call.adapter(), None, timeout);
    ffi::TRUE
}

fn resume(call: &Call<'_>) -> ffi::BOOLEAN {
    call.storport.resume(call.adapter(), None);
    ffi::TRUE
}

fn pause_device(
    call: &Call<'_>,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    timeout: ffi::ULONG,
) -> ffi::BOOLEAN {
    on_unit(call, (path, target, lun), |unit| {
        call.storport.pause(call.adapter(), Some(unit), timeout);
    })
}

fn resume_device(
    call: &Call<'_>,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
) -> ffi::BOOLEAN {
    on_unit(call, (path, target, lun), |unit| {
        call.storport.resume(call.adapter(), Some(unit));
    })
}

fn busy(call: &Call<'_>, requests: ffi::ULONG) -> ffi::BOOLEAN {
    call.adapter()
        .busy
        .set(requests.min(call.adapter().outstanding.get()));
    ffi::TRUE
}

fn ready(call: &Call<'_>) -> ffi::BOOLEAN {
    call.adapter().busy.set(0);
    call.storport.pump_all(call.adapter());
    ffi::TRUE
}

fn device_busy(
    call: &Call<'_>,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    requests: ffi::ULONG,
) -> ffi::BOOLEAN {
    on_unit(call, (path, target, lun), |unit| {
        let mut units = call.adapter().units.borrow_mut();
        let unit = units.at(unit);
        unit.busy = requests.min(unit.outstanding);
    })
}

fn device_ready(
    call: &Call<'_>,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
) -> ffi::BOOLEAN {
    on_unit(call, (path, target, lun), |unit| {
        call.adapter().units.borrow_mut().at(unit).busy = 0;
        call.storport.pump(call.adapter(), unit);
    })
}

fn set_device_queue_depth(
    call: &Call<'_>,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    depth: ffi::ULONG,
) -> ffi::BOOLEAN {
    let most = call.adapter().configuration().max_io_per_lun.max(254);
    let allowed = (1..=most).contains(&depth);
    let known = on_unit(call, (path, target, lun), |unit| {
        if allowed {
            call.adapter().units.borrow_mut().at(unit).depth = depth;
            call.storport.pump(call.adapter(), unit);
        }
    });
    ffi::BOOLEAN::from(known != 0 && allowed)
}
