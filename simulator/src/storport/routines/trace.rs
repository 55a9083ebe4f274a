//! Events of Event Tracing for Windows, and telemetry. Events are in the machine's log while tracing is on.

use std::fmt::Write;

use miniport::ffi;

use super::routine::Call;
use super::words::Words;
use crate::kernel::format::wide_string;

/// The longest description that any Windows takes.
const DESCRIPTION: usize = 64;
const CHANNELS: std::ops::RangeInclusive<i32> =
    ffi::StorportEtwEventDiagnostic..=ffi::StorportEtwEventHealth;

/// A text of the driver's, of at most `longest` characters.
fn text(call: &Call<'_>, place: usize, longest: usize) -> Option<String> {
    // SAFETY: the driver gives a string that ends with 0, or is longer than it may be.
    let text = unsafe { wide_string(place as *const u16, Some(longest + 1)) };
    if text.encode_utf16().count() > longest {
        let name = call.routine.name;
        call.bad(format!("{name}: a text has more than {longest} characters"));
        return None;
    }
    Some(text)
}

/// What an event is that begins with its number at `first`; `None` if it is not well formed.
fn event(call: &Call<'_>, words: &Words, first: usize) -> Option<String> {
    let description = words.word(first + 1);
    if description == 0 {
        call.bad(format!("{}: the description is NULL", call.routine.name));
        return None;
    }
    let description = text(call, description, DESCRIPTION)?;
    let id = words.long(first);
    Some(format!("event {id}, {description}"))
}

/// The address of a unit, if the event is about one, in words.
fn unit(words: &Words) -> String {
    let address = words.word(0) as *const ffi::STOR_ADDR_BTL8;
    if address.is_null() {
        return String::new();
    }
    // SAFETY: the driver passes a STOR_ADDR_BTL8, the only type of address there is.
    let address = unsafe { address.read_unaligned() };
    format!(
        " of unit {}:{}:{}",
        address.Path, address.Target, address.Lun
    )
}

/// `StorPortEtwEvent2` and so on: `parameters` names and values, behind a channel if it is one of a channel.
pub(super) fn named(call: &Call<'_>, words: &Words, has_channel: bool, parameters: usize) -> u32 {
    let first = 1 + usize::from(has_channel);
    let channel = if has_channel {
        words.long(1).cast_signed()
    } else {
        ffi::StorportEtwEventDiagnostic
    };
    if !CHANNELS.contains(&channel) {
        return call.bad(format!("{channel} is no channel of events"));
    }
    let Some(mut event) = event(call, words, first) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    let (keywords, level) = (words.quad(first + 2), words.long(first + 3));
    for parameter in 0..parameters {
        let place = first + 6 + 2 * parameter;
        // "If a parameter is not named, the routine will set the corresponding parameter value to 0": it says nothing.
        if words.word(place) == 0 {
            continue;
        }
        let longest = ffi::STORPORT_ETW_MAX_PARAM_NAME_LENGTH;
        let Some(name) = text(call, words.word(place), longest) else {
            return ffi::STOR_STATUS_INVALID_PARAMETER;
        };
        let _ = write!(event, ", {name} {}", words.quad(place + 1));
    }
    if !call.adapter().tracing.get() {
        return ffi::STOR_STATUS_NOT_IMPLEMENTED;
    }
    let request = if words.word(first + 5) == 0 {
        ""
    } else {
        ", of a request"
    };
    call.say(format!(
        "{}{}{request}, channel {channel}, level {level}, keywords {keywords:#x}",
        event,
        unit(words)
    ));
    ffi::STOR_STATUS_SUCCESS
}

/// The bytes of an event: not none, and at most `longest`; `None` if the driver must not pass them so.
fn bytes(call: &Call<'_>, place: usize, length: usize, longest: usize) -> Option<String> {
    if place == 0 || length == 0 || length > longest {
        call.bad(format!(
            "{}: {length} bytes at {place:#x}",
            call.routine.name
        ));
        return None;
    }
    // SAFETY: the driver says that the bytes are there.
    let bytes = unsafe { std::slice::from_raw_parts(place as *const u8, length) };
    let shown = bytes.iter().take(16).map(|byte| format!("{byte:02x}"));
    Some(shown.collect::<Vec<_>>().join(" "))
}

/// An event with bytes: said if tracing is on; a routine that is off answers that it had no success.
fn with_bytes(
    call: &Call<'_>,
    words: &Words,
    first: usize,
    (place, length, longest): (usize, usize, usize),
) -> u32 {
    let event = event(call, words, first);
    let (Some(event), Some(bytes)) = (event, bytes(call, place, length, longest)) else {
        return ffi::STOR_STATUS_INVALID_PARAMETER;
    };
    if !call.adapter().tracing.get() {
        return ffi::STOR_STATUS_UNSUCCESSFUL;
    }
    call.say(format!("{}{}: {length} bytes, {bytes}", event, unit(words)));
    ffi::STOR_STATUS_SUCCESS
}

/// `StorPortEtwLogByteStream`
pub(super) fn byte_stream(call: &Call<'_>, words: &Words) -> u32 {
    let channel = words.long(1).cast_signed();
    if !CHANNELS.contains(&channel) {
        return call.bad(format!("{channel} is no channel of events"));
    }
    let longest = ffi::STORPORT_ETW_MAX_BYTE_STREAM_LENGTH;
    let data = (words.word(8), usize::from(words.short(7)), longest);
    with_bytes(call, words, 2, data)
}

/// `StorPortEtwLogError`; its page limits the bytes only from below.
pub(super) fn hardware_error(call: &Call<'_>, words: &Words) -> u32 {
    let data = (words.word(4), words.long(3) as usize, u32::MAX as usize);
    with_bytes(call, words, 1, data)
}

/// A text in bytes, which may be as long as the field.
fn field(bytes: &[u8]) -> String {
    let end = bytes.iter().position(|&byte| byte == 0);
    String::from_utf8_lossy(&bytes[..end.unwrap_or(bytes.len())]).into_owned()
}

/// `StorPortLogTelemetry`, `StorPortLogTelemetryEx`
pub(super) fn telemetry(call: &Call<'_>, words: &Words) -> u32 {
    let event = words.word(1) as *const ffi::STORPORT_TELEMETRY_EVENT;
    if event.is_null() {
        return call.bad(format!("{}: the event is NULL", call.routine.name));
    }
    // SAFETY: the driver says that the event is there.
    let event = unsafe { event.read_unaligned() };
    if event.EventBufferLength as usize > ffi::EVENT_BUFFER_MAX_LENGTH {
        return ffi::STOR_STATUS_INVALID_BUFFER_SIZE;
    }
    if event.EventBuffer.is_null() != (event.EventBufferLength == 0) {
        return call.bad("telemetry with a buffer without bytes, or bytes without a buffer");
    }
    let mut said = format!(
        "telemetry {}, {}{}, {} bytes",
        event.EventId,
        field(&event.EventName),
        unit(words),
        event.EventBufferLength
    );
    for parameter in event.Parameters {
        let name = field(&parameter.Name);
        if !name.is_empty() {
            let _ = write!(said, ", {name} {}", parameter.Value);
        }
    }
    call.say(said);
    ffi::STOR_STATUS_SUCCESS
}
