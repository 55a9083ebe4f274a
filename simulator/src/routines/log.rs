//! What drivers say: debug prints, errors, events.
#![expect(
    clippy::many_single_char_names,
    reason = "the words of a variadic call have no names"
)]

use std::ffi::CStr;

use miniport::ffi;

use super::Words;
use super::format::format;
use super::routine::{ANY, Call, Routine};

static LOG_ERROR: Routine = Routine::new("StorPortLogError", ANY);
static DEBUG_PRINT: Routine = Routine::new("StorPortDebugPrint", ANY);

/// Logs an error.
#[unsafe(no_mangle)]
extern "C" fn StorPortLogError(
    extension: ffi::PVOID,
    _srb: ffi::PSCSI_REQUEST_BLOCK,
    path: ffi::UCHAR,
    target: ffi::UCHAR,
    lun: ffi::UCHAR,
    error: ffi::ULONG,
    id: ffi::ULONG,
) {
    if let Some(call) = Call::enter(&LOG_ERROR, extension) {
        call.core.log(
            Some(call.adapter().number),
            format!("error {error:#x}, id {id:#x}, unit {path}:{target}:{lun}"),
        );
    }
}

/// Prints to the log.
#[unsafe(no_mangle)]
extern "C" fn StorPortDebugPrint(
    level: ffi::ULONG,
    message: ffi::PSTR,
    a: usize,
    b: usize,
    c: usize,
    d: usize,
    e: usize,
    f: usize,
) {
    let Some(call) = Call::enter_without_adapter(&DEBUG_PRINT) else {
        return;
    };
    if message.is_null() {
        call.bad("StorPortDebugPrint without a message");
        return;
    }
    // SAFETY: the driver gives a string that ends with 0.
    let message = unsafe { CStr::from_ptr(message.cast()) };
    // SAFETY: the driver passes what the format asks for.
    let text = unsafe { format(message.to_bytes(), &[a, b, c, d, e, f]) };
    let adapter = call
        .core
        .fiber()
        .frames
        .borrow()
        .last()
        .and_then(|frame| frame.adapter);
    call.core.log(
        adapter,
        format!("debug print, level {level}: {}", text.trim_end()),
    );
}

/// Events are logged by their number; texts and parameters are not looked into.
pub(super) fn perform(call: &Call<'_>, code: ffi::STORPORT_FUNCTION_CODE, words: &Words) -> u32 {
    let number = Some(call.adapter().number);
    match code {
        ffi::ExtFunctionLogSystemEvent => {
            let details = words.word(0) as *const ffi::STOR_LOG_EVENT_DETAILS;
            if details.is_null() {
                return call.bad("StorPortLogSystemEvent without details");
            }
            // SAFETY: the driver says that a STOR_LOG_EVENT_DETAILS is there.
            let details = unsafe { details.read_unaligned() };
            call.core.log(
                number,
                format!(
                    "system event, error {:#x}, id {:#x}",
                    details.ErrorCode, details.UniqueId
                ),
            );
        }
        _ => call.core.log(
            number,
            format!("{}, event {}", call.routine.name, words.long(1)),
        ),
    }
    ffi::STOR_STATUS_SUCCESS
}
