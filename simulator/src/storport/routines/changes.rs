//! What a driver says of its buses, links and units.

use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::routine::{Call, put};
use crate::kernel::level::DISPATCH_LEVEL;
use crate::verifier::Role;

/// The number of a bus, which is the lowest byte of its word.
fn bus([word, ..]: [usize; 6]) -> usize {
    word & 0xFF
}

pub(super) fn reset_detected(call: &Call<'_>, words: [usize; 6]) {
    call.say(format!("the driver detected a reset of bus {}", bus(words)));
}

pub(super) fn link(call: &Call<'_>, words: [usize; 6], state: &str) {
    call.say(format!("the link of bus {} is {state}", bus(words)));
}

pub(super) fn mark_device_failed(call: &Call<'_>, _: [usize; 6]) {
    call.say("the driver marked a device as failed".to_owned());
}

pub(super) fn bus_change_detected(call: &Call<'_>, words: [usize; 6]) {
    call.adapter().bus_changed.set(true);
    call.say(format!("the driver asks for a scan of bus {}", bus(words)));
}

pub(super) fn asynchronous(call: &Call<'_>, [_, flags, status, ..]: [usize; 6]) {
    call.say(format!(
        "the driver reports an asynchronous notification, flags {flags:#x}"
    ));
    put(call, status, ffi::STOR_STATUS_SUCCESS);
}

pub(super) fn state_change(call: &Call<'_>, [_, address, _, routine, context, status]: [usize; 6]) {
    call.adapter().bus_changed.set(true);
    let done = later(call, address, routine, context);
    put(call, status, done);
}

/// The callback of a state change comes later, at `DISPATCH_LEVEL` with the StartIo lock.
fn later(call: &Call<'_>, address: usize, routine: usize, context: usize) -> u32 {
    if address == 0 {
        return call.bad("StorPortStateChangeDetected without an address");
    }
    if routine == 0 {
        return ffi::STOR_STATUS_SUCCESS;
    }
    // SAFETY: the driver passes a HW_STATE_CHANGE that is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::HW_STATE_CHANGE>(routine as *const c_void)
    };
    // SAFETY: the driver passes a STOR_ADDR_BTL8, the only type of address there is.
    let changed = unsafe { (address as *const ffi::STOR_ADDR_BTL8).read_unaligned() };
    let adapter = Rc::clone(call.adapter());
    call.storport.make_ready(DISPATCH_LEVEL, move |core| {
        let mut changed = changed;
        let extension = adapter.device_extension();
        // SAFETY: the driver gave the routine for this extension and context; the address lives during the call.
        let call = || unsafe {
            routine(
                extension,
                context as *mut c_void,
                1,
                (&raw mut changed).cast(),
                0,
            );
        };
        core.kernel.with_locks(&[adapter.startio_lock()], || {
            core.callback(&adapter, Role::HwStateChange, call);
        });
    });
    ffi::STOR_STATUS_SUCCESS
}
