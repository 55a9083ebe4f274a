//! What a driver prints to the kernel debugger.

use std::ffi::CStr;

use miniport::ffi;

use super::call::{Call, routines};
use crate::kernel::format::format;

routines! {
    /// Prints to the log. The arguments are words.
    vDbgPrintEx(component: ffi::ULONG, level: ffi::ULONG, format: *const ffi::CHAR, arguments: *mut ffi::CHAR) -> ffi::ULONG, ANY
        => |call| print(call, (component, level), format, arguments.cast()), else 0;
}

fn print(
    call: &Call<'_>,
    (component, level): (u32, u32),
    text: *const ffi::CHAR,
    arguments: *const usize,
) -> u32 {
    if text.is_null() {
        call.bad("there is no format");
        return ffi::STATUS_INVALID_PARAMETER.cast_unsigned();
    }
    // SAFETY: the driver gives a string that ends with 0, and as many words as it asks for.
    let text = unsafe {
        let text = CStr::from_ptr(text.cast()).to_bytes();
        let count = text.split(|&byte| byte == b'%').count() - 1;
        let words: Vec<usize> = (0..count)
            .map(|index| arguments.add(index).read())
            .collect();
        format(text, &words)
    };
    if component != ffi::DPFLTR_IHVDRIVER_ID {
        call.bad(&format!("{component} is no component of a driver"));
    }
    let text = format!("debug print, level {level}: {}", text.trim_end());
    call.kernel.log(call.adapter, text);
    ffi::STATUS_SUCCESS.cast_unsigned()
}
