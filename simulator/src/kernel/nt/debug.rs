//! What a driver prints to the kernel debugger.

use std::ffi::CStr;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::format::{format, words};

routines! {
    /// Prints to the log. The arguments are words.
    vDbgPrintEx(component: ffi::ULONG, level: ffi::ULONG, format: *const ffi::CHAR, arguments: *mut ffi::CHAR) -> ffi::ULONG, ANY
        => |call| print_list(call, (component, level), format, arguments.cast()), else 0;
    /// The same for arguments that are passed one by one.
    DbgPrintEx(
        component: ffi::ULONG, level: ffi::ULONG, format: *const ffi::CHAR, a: usize, b: usize, c: usize, d: usize, e: usize, f: usize
    ) -> ffi::ULONG, UP_TO_DIRQL => |call| print(call, (component, level), format, &[a, b, c, d, e, f]), else 0;
    /// The same of no component: `DPFLTR_DEFAULT_ID` and `DPFLTR_INFO_LEVEL`.
    DbgPrint(
        format: *const ffi::CHAR, a: usize, b: usize, c: usize, d: usize, e: usize, f: usize, g: usize, h: usize
    ) -> ffi::ULONG, UP_TO_DIRQL => |call| say(call, INFO, format, &[a, b, c, d, e, f, g, h]), else 0;
}

/// `DPFLTR_INFO_LEVEL`
const INFO: u32 = 3;

/// Prints arguments that lie one behind the other.
fn print_list(
    call: &Call<'_>,
    from: (u32, u32),
    text: *const ffi::CHAR,
    arguments: *const usize,
) -> u32 {
    if text.is_null() {
        return no_format(call);
    }
    // SAFETY: the driver gives a string that ends with 0, and as many words as it asks for.
    let words = unsafe { words(CStr::from_ptr(text.cast()).to_bytes(), arguments) };
    print(call, from, text, &words)
}

fn print(
    call: &Call<'_>,
    (component, level): (u32, u32),
    text: *const ffi::CHAR,
    words: &[usize],
) -> u32 {
    if component != ffi::DPFLTR_IHVDRIVER_ID {
        call.bad(&format!("{component} is no component of a driver"));
    }
    say(call, level, text, words)
}

fn say(call: &Call<'_>, level: u32, text: *const ffi::CHAR, words: &[usize]) -> u32 {
    if text.is_null() {
        return no_format(call);
    }
    // SAFETY: the driver gives a string that ends with 0, and the words that it asks for.
    let text = unsafe { format(CStr::from_ptr(text.cast()).to_bytes(), words) };
    let text = format!("debug print, level {level}: {}", text.trim_end());
    call.kernel.log(call.adapter, text);
    ffi::STATUS_SUCCESS.cast_unsigned()
}

fn no_format(call: &Call<'_>) -> u32 {
    call.bad("there is no format");
    ffi::STATUS_INVALID_PARAMETER.cast_unsigned()
}
