//! Busy, paused, ready: what a driver says about its queues.

use miniport::ffi;

use super::routine::{Call, routines};
use crate::storport::unit::Address;

routines! {
    /// Holds the requests of the adapter back for some seconds.
    StorPortPause(extension, timeout: ffi::ULONG) -> ffi::BOOLEAN, ANY
        => |call| pause(call, timeout), else ffi::FALSE;
    /// Lets a paused adapter go on.
    StorPortResume(extension) -> ffi::BOOLEAN, ANY => resume, else ffi::FALSE;
    /// Holds the requests of the adapter back until some have completed.
    StorPortBusy(extension, requests: ffi::ULONG) -> ffi::BOOLEAN, ANY
        => |call| busy(call, requests), else ffi::FALSE;
    /// Takes `StorPortBusy` back.
    StorPortReady(extension) -> ffi::BOOLEAN, ANY => ready, else ffi::FALSE;
    /// Holds the requests of a unit back for some seconds.
    StorPortPauseDevice(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, timeout: ffi::ULONG
    ) -> ffi::BOOLEAN, ANY
        => |call| pause_device(call, Address::new(path, target, lun), timeout), else ffi::FALSE;
    /// Lets a paused unit go on.
    StorPortResumeDevice(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR
    ) -> ffi::BOOLEAN, ANY => |call| resume_device(call, Address::new(path, target, lun)), else ffi::FALSE;
    /// Holds the requests of a unit back until some have completed.
    StorPortDeviceBusy(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, requests: ffi::ULONG
    ) -> ffi::BOOLEAN, ANY
        => |call| device_busy(call, Address::new(path, target, lun), requests), else ffi::FALSE;
    /// Takes `StorPortDeviceBusy` back.
    StorPortDeviceReady(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR
    ) -> ffi::BOOLEAN, ANY => |call| device_ready(call, Address::new(path, target, lun)), else ffi::FALSE;
    /// Sets how many requests of a unit are sent at a time.
    StorPortSetDeviceQueueDepth(
        extension, path: ffi::UCHAR, target: ffi::UCHAR, lun: ffi::UCHAR, depth: ffi::ULONG
    ) -> ffi::BOOLEAN, ANY
        => |call| set_device_queue_depth(call, Address::new(path, target, lun), depth), else ffi::FALSE;
}

/// Does something to a unit that exists.
fn on_unit(call: &Call<'_>, address: Address, what: impl FnOnce(u32)) -> ffi::BOOLEAN {
    let unit = call.adapter().units.borrow().find(address);
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

fn pause_device(call: &Call<'_>, unit: Address, timeout: ffi::ULONG) -> ffi::BOOLEAN {
    on_unit(call, unit, |unit| {
        call.storport.pause(call.adapter(), Some(unit), timeout);
    })
}

fn resume_device(call: &Call<'_>, unit: Address) -> ffi::BOOLEAN {
    on_unit(call, unit, |unit| {
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

fn device_busy(call: &Call<'_>, unit: Address, requests: ffi::ULONG) -> ffi::BOOLEAN {
    on_unit(call, unit, |unit| {
        let mut units = call.adapter().units.borrow_mut();
        let unit = units.at(unit);
        unit.busy = requests.min(unit.outstanding);
    })
}

fn device_ready(call: &Call<'_>, unit: Address) -> ffi::BOOLEAN {
    on_unit(call, unit, |unit| {
        call.adapter().units.borrow_mut().at(unit).busy = 0;
        call.storport.pump(call.adapter(), unit);
    })
}

fn set_device_queue_depth(call: &Call<'_>, unit: Address, depth: ffi::ULONG) -> ffi::BOOLEAN {
    let most = call.adapter().configuration().max_io_per_lun.max(254);
    let allowed = (1..=most).contains(&depth);
    let known = on_unit(call, unit, |unit| {
        if allowed {
            call.adapter().units.borrow_mut().at(unit).depth = depth;
            call.storport.pump(call.adapter(), unit);
        }
    });
    ffi::BOOLEAN::from(known != 0 && allowed)
}
