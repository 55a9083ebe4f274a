//! What drivers say: debug prints, errors, events.

use std::ffi::CStr;

use miniport::ffi;

use super::routine::{Call, put, routines};
use super::words::Words;
use crate::kernel::format::{format, wide_string};
use crate::storport::unit::Address;

routines! {
    /// Logs an error.
    StorPortLogError(
        extension, _srb: ffi::PSCSI_REQUEST_BLOCK, path: ffi::UCHAR, target: ffi::UCHAR,
        lun: ffi::UCHAR, error: ffi::ULONG, id: ffi::ULONG
    ) -> (), ANY { .in_dump_mode() } => |call| log_error(call, Address::new(path, target, lun), error, id), else ();
    /// Prints to the log.
    StorPortDebugPrint(
        level: ffi::ULONG, message: ffi::PSTR, a: usize, b: usize, c: usize, d: usize, e: usize,
        f: usize
    ) -> (), ANY { .in_dump_mode() } => |call| debug_print(call, level, message, &[a, b, c, d, e, f]), else ();
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

/// What data and texts of an entry may have together, in bytes.
const LONGEST: usize = 150;

pub(super) fn system_event(call: &Call<'_>, words: &Words) -> u32 {
    let place = words.word(0) as *mut ffi::STOR_LOG_EVENT_DETAILS;
    if place.is_null() {
        return call.bad("StorPortLogSystemEvent without details");
    }
    // SAFETY: the driver says that a STOR_LOG_EVENT_DETAILS is there.
    let details = unsafe { place.read_unaligned() };
    // The lowest byte tells variations of a revision apart.
    if details.InterfaceRevision & !0xFF != ffi::STOR_CURRENT_LOG_INTERFACE_REVISION {
        // SAFETY: as above.
        unsafe { (*place).InterfaceRevision = ffi::STOR_CURRENT_LOG_INTERFACE_REVISION };
        return ffi::STOR_STATUS_UNSUPPORTED_VERSION;
    }
    if details.Flags != 0
        || (details.Size as usize) < size_of::<ffi::STOR_LOG_EVENT_DETAILS>()
        || !(ffi::StorEventAdapterAssociation..ffi::StorEventInvalidAssociation)
            .contains(&details.EventAssociation)
    {
        return call.bad("StorPortLogSystemEvent: flags, size or association are not valid");
    }
    let texts: Vec<String> = (0..details.StringCount as usize)
        // SAFETY: the driver says that there are so many strings, which end with 0.
        .map(|index| unsafe { wide_string(details.StringList.add(index).read_unaligned(), None) })
        .collect();
    let length_of = |text: &String| 2 * (text.encode_utf16().count() + 1);
    let length: usize = texts.iter().map(length_of).sum();
    if details.DumpDataSize as usize + length > LONGEST {
        if words.word(1) != 0 {
            put(call, words.word(1), u32::try_from(LONGEST).unwrap_or(0));
        }
        return ffi::STOR_STATUS_INVALID_BUFFER_SIZE;
    }
    let about = match details.EventAssociation {
        ffi::StorEventLunAssociation => format!(
            ", unit {}:{}:{}",
            details.PathId, details.TargetId, details.LunId
        ),
        ffi::StorEventTargetAssociation => {
            format!(", target {}:{}", details.PathId, details.TargetId)
        }
        _ => String::new(),
    };
    call.say(format!(
        "system event, error {:#x}, id {:#x}{about}, {} bytes, texts {texts:?}",
        details.ErrorCode, details.UniqueId, details.DumpDataSize
    ));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortCaptureLiveDump`: it is said, not taken.
pub(super) fn live_dump(call: &Call<'_>, words: &Words) -> u32 {
    let capture = words.word(1) as *const ffi::STORPORT_CAPTURE_LIVEDUMP;
    if capture.is_null() {
        return call.bad("StorPortCaptureLiveDump: the structure is NULL");
    }
    // SAFETY: the driver says that the structure is there.
    let capture = unsafe { capture.read_unaligned() };
    let types = ffi::StorportCaptureLiveDumpTypeMini..=ffi::StorportCaptureLiveDumpTypeFull;
    if capture.Version as usize != size_of::<ffi::STORPORT_CAPTURE_LIVEDUMP>()
        || capture.Size < capture.Version
        || !types.contains(&capture.LiveDumpType)
        || capture.IssueType != ffi::StorportLivedumpIssueTypeDevicePanic
        || capture.DataType != ffi::StorportLivedumpDataTypeDeviceTelemetryLog
        || capture.ComponentName.is_null()
        || capture.Data.is_null()
    {
        return call.bad("StorPortCaptureLiveDump: the structure is not as its page says");
    }
    let log = capture
        .Data
        .cast::<ffi::STORPORT_LIVEDUMP_DEVICE_TELEMETRY_LOG>();
    // SAFETY: the type of the data says that this structure is there.
    let log = unsafe { log.read_unaligned() };
    if log.Version as usize != size_of_val(&log) || log.Size < log.Version {
        return call.bad("StorPortCaptureLiveDump: the log is not as its page says");
    }
    // SAFETY: the driver gives a name that ends with 0.
    let component = unsafe { wide_string(capture.ComponentName, None) };
    call.say(format!(
        "live dump {} of {component}, {} bytes of the device's log",
        capture.LiveDumpType, log.TelemetryLength
    ));
    ffi::STOR_STATUS_SUCCESS
}
