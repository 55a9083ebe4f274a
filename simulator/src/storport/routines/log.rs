//! What drivers say: debug prints, errors, events.

use std::ffi::CStr;

use miniport::ffi;

use super::format::format;
use super::routine::{Call, routines};
use super::words::Words;
use crate::storport::unit::Address;

routines! {
    /// Logs an error.
    StorPortLogError(
        extension, _srb: ffi::PSCSI_REQUEST_BLOCK, path: ffi::UCHAR, target: ffi::UCHAR,
        lun: ffi::UCHAR, error: ffi::ULONG, id: ffi::ULONG
    ) -> (), ANY => |call| log_error(call, Address::new(path, target, lun), error, id), else ();
    /// Prints to the log.
    StorPortDebugPrint(
        level: ffi::ULONG, message: ffi::PSTR, a: usize, b: usize, c: usize, d: usize, e: usize,
        f: usize
    ) -> (), ANY => |call| debug_print(call, level, message, &[a, b, c, d, e, f]), else ();
}

fn log_error(call: &Call<'_>, unit: Address, error: u32, id: u32) {
    call.say(format!("error {error:#x}, id {id:#x}, unit {unit}"));
}

fn debug_print(call: &Call<'_>, level: u32, message: ffi::PSTR, words: &[usize; 6]) {
    if message.is_null() {
        call.bad("StorPortDebugPrint without a message");
        return;
    }
    // SAFETY: the driver gives a string that ends with 0.
    let message = unsafe { CStr::from_ptr(message.cast()) };
    // SAFETY: the driver passes what the format asks for.
    let text = unsafe { format(message.to_bytes(), words) };
    let adapter = call
        .storport
        .kernel
        .fiber()
        .frames
        .borrow()
        .last()
        .and_then(|frame| frame.adapter);
    call.kernel.log(
        adapter,
        format!("debug print, level {level}: {}", text.trim_end()),
    );
}

pub(super) fn system_event(call: &Call<'_>, words: &Words) -> u32 {
    let details = words.word(0) as *const ffi::STOR_LOG_EVENT_DETAILS;
    if details.is_null() {
        return call.bad("StorPortLogSystemEvent without details");
    }
    // SAFETY: the driver says that a STOR_LOG_EVENT_DETAILS is there.
    let details = unsafe { details.read_unaligned() };
    call.say(format!(
        "system event, error {:#x}, id {:#x}",
        details.ErrorCode, details.UniqueId
    ));
    ffi::STOR_STATUS_SUCCESS
}

/// Events are logged by their number; texts and parameters are not looked into.
pub(super) fn event(call: &Call<'_>, words: &Words) -> u32 {
    call.say(format!("{}, event {}", call.routine.name, words.long(1)));
    ffi::STOR_STATUS_SUCCESS
}
