//! What a driver says of its buses, links and units.

use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::adapter;
use super::routine::{Call, put};
use crate::kernel::level::DISPATCH_LEVEL;
use crate::storport::change::Change;
use crate::storport::manager::Task;
use crate::storport::said::Failure;
use crate::storport::unit::Address;

/// The number of a bus, which is the lowest byte of its word.
fn bus([word, ..]: [usize; 6]) -> usize {
    word & 0xFF
}

/// The bus of a notification that is about one of the adapter's.
fn own_bus(call: &Call<'_>, words: [usize; 6]) -> usize {
    let (bus, buses) = (bus(words), call.adapter().configuration.get());
    if let Some(buses) = buses
        .map(|found| found.buses)
        .filter(|&buses| bus >= buses.into())
    {
        call.bad(format!(
            "{}: bus {bus} of an adapter that has {buses} (NumberOfBuses)",
            call.routine.name
        ));
    }
    bus
}

pub(super) fn reset_detected(call: &Call<'_>, words: [usize; 6]) {
    call.say(format!(
        "the driver detected a reset of bus {}",
        own_bus(call, words)
    ));
    call.storport.is_reset(call.adapter());
    call.storport.hold_for_reset(call.adapter());
}

pub(super) fn link_down(call: &Call<'_>, words: [usize; 6]) {
    call.say(format!("the link of bus {} is down", bus(words)));
    call.storport.link_down(call.adapter());
}

pub(super) fn link_up(call: &Call<'_>, words: [usize; 6]) {
    call.say(format!("the link of bus {} is up", bus(words)));
    if !call.storport.link_up(call.adapter()) {
        call.bad("StorPortNotification(LinkUp) for a link that is not down");
    }
}

pub(super) fn mark_device_failed(call: &Call<'_>, [address, flags, reason, ..]: [usize; 6]) {
    if reason == 0 {
        call.bad("StorPortMarkDeviceFailed: the reason is NULL");
        return;
    }
    let unit = match address {
        0 => None,
        place => match adapter::address_at(call, place) {
            Some(unit) => Some(unit),
            None => return,
        },
    };
    // SAFETY: the driver passes a string that ends with a zero.
    let reason = unsafe { text_at(reason as *const u16) };
    call.say(format!("the driver marked a device as failed: {reason}"));
    let remove = ffi::STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE as usize;
    has_failed(call, unit, flags & remove != 0, reason);
}

/// "Storport will only log the event", or the plug and play manager removes the device.
fn has_failed(call: &Call<'_>, unit: Option<Address>, removed: bool, reason: String) {
    let adapter = call.adapter();
    if removed {
        call.storport.ask_manager(adapter, Task::Remove(unit));
    }
    adapter.said.failures.borrow_mut().push(Failure {
        unit,
        removed,
        reason,
    });
}

/// `StorPortMarkDeviceFailedEx`
pub(super) fn mark_device_fault(
    call: &Call<'_>,
    [address, flags, code, text, data, _]: [usize; 6],
    [critical, _, status]: [usize; 3],
) {
    const REMOVE: usize = ffi::STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE as usize;
    const PREDICTED: usize = ffi::STORPORT_MARK_DEVICE_FAILED_FLAG_PREDICTED_FAILURE as usize;
    let (flags, code) = (flags & 0xFFFF_FFFF, code & 0xFFFF);
    let (data, critical) = (data & 0xFFFF, critical & 0xFFFF);
    let unit = match address {
        0 => None,
        place => match adapter::address_at(call, place) {
            Some(unit) => Some(unit),
            None => return,
        },
    };
    if text == 0
        || ![0, REMOVE, PREDICTED].contains(&flags)
        || data > ffi::STORPORT_MAX_ADDITIONAL_DATA_SIZE
        || critical > ffi::STORPORT_MAX_CRITICAL_DATA_SIZE
    {
        let refused = call.bad("StorPortMarkDeviceFailedEx: the fault is not as its page says");
        put(call, status, refused);
        return;
    }
    // SAFETY: the driver passes a string that ends with a zero.
    let text = unsafe { text_at(text as *const u16) };
    let reason = format!("{text}, code {code:#x}, {data} and {critical} bytes");
    let what = if flags == PREDICTED {
        "as one that will fail"
    } else {
        "as failed"
    };
    call.say(format!("the driver marked a device {what}: {reason}"));
    has_failed(call, unit, flags == REMOVE, reason);
    put(call, status, ffi::STOR_STATUS_SUCCESS);
}

/// A UTF-16 string that ends with a zero.
///
/// # Safety
/// It does.
unsafe fn text_at(mut place: *const u16) -> String {
    let mut units = Vec::new();
    // SAFETY: the caller's word.
    unsafe {
        while *place != 0 {
            units.push(*place);
            place = place.add(1);
        }
    }
    String::from_utf16_lossy(&units)
}

pub(super) fn bus_change_detected(call: &Call<'_>, words: [usize; 6]) {
    call.adapter().bus_changed.set(true);
    call.storport.ask_manager(call.adapter(), Task::Scan);
    call.say(format!(
        "the driver asks for a scan of bus {}",
        own_bus(call, words)
    ));
}

pub(super) fn asynchronous(call: &Call<'_>, [address, flags, status, ..]: [usize; 6]) {
    let done = pass_on(call, address, flags as u64);
    put(call, status, done);
}

/// An asynchronous notification is passed on at `DISPATCH_LEVEL` or below, one at a time.
fn pass_on(call: &Call<'_>, address: usize, flags: u64) -> u32 {
    let Some(unit) = adapter::address_at(call, address) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    let known = ffi::RAID_ASYNC_NOTIFY_FLAG_MEDIA_STATUS
        | ffi::RAID_ASYNC_NOTIFY_FLAG_DEVICE_STATUS
        | ffi::RAID_ASYNC_NOTIFY_FLAG_DEVICE_OPERATION;
    if flags & !known != 0 {
        return call.bad(format!(
            "StorPortAsyncNotificationDetected: flags {flags:#x} are not defined"
        ));
    }
    if call.adapter().notifies(unit) != Some(true) {
        return ffi::STOR_STATUS_INVALID_DEVICE_REQUEST;
    }
    if call.adapter().said.notifying.replace(true) {
        return ffi::STOR_STATUS_BUSY;
    }
    call.say(format!(
        "the driver reports an asynchronous notification, flags {flags:#x}"
    ));
    let adapter = Rc::clone(call.adapter());
    call.storport
        .make_ready(DISPATCH_LEVEL, move |_| adapter.said.notifying.set(false));
    ffi::STOR_STATUS_SUCCESS
}

pub(super) fn state_change(
    call: &Call<'_>,
    [entities, address, _, routine, context, status]: [usize; 6],
) {
    let done = detected(call, entities, address, routine, context);
    put(call, status, done);
}

fn detected(
    call: &Call<'_>,
    entities: usize,
    address: usize,
    routine: usize,
    context: usize,
) -> u32 {
    #[expect(clippy::cast_possible_truncation, reason = "a ULONG")]
    let entities = entities as u32;
    let known = ffi::STATE_CHANGE_LUN | ffi::STATE_CHANGE_TARGET | ffi::STATE_CHANGE_BUS;
    if address == 0 {
        return call.bad("StorPortStateChangeDetected without an address");
    }
    if entities == 0 || entities & !known != 0 {
        return call.bad(format!(
            "StorPortStateChangeDetected of entities {entities:#x}"
        ));
    }
    let adapter = call.adapter();
    if adapter.state_change.is_pending() {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    // SAFETY: the driver passes a STOR_ADDR_BTL8, the only type of address there is.
    let changed = unsafe { (address as *const ffi::STOR_ADDR_BTL8).read_unaligned() };
    if changed.Type != ffi::STOR_ADDRESS_TYPE_BTL8 {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver passes a HW_STATE_CHANGE, or NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::PHW_STATE_CHANGE>(routine as *const c_void)
    };
    let routine = routine.map(|routine| call.kernel.callable(routine));
    adapter.bus_changed.set(true);
    call.storport.ask_manager(adapter, Task::Scan);
    let change = Change {
        address,
        at: changed,
        routine,
        context,
    };
    call.storport.begin_state_change(adapter, change);
    ffi::STOR_STATUS_SUCCESS
}
