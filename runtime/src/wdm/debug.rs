//! Debug output: [`wdm_debug_print!`](crate::wdm_debug_print) over `vDbgPrintEx`.

use core::fmt;

use crate::ffi;
use crate::shared::text::DebugText;

/// Formats and prints (`vDbgPrintEx`); level 0 is an error, 3 a trace. Any IRQL of a driver.
pub fn print(level: u32, arguments: fmt::Arguments<'_>) {
    DebugText::with(arguments, |text| {
        // A `va_list` of one word.
        let mut words = [text];
        // SAFETY: the format takes one string, which ends with a zero byte.
        unsafe {
            ffi::vDbgPrintEx(
                ffi::DPFLTR_IHVDRIVER_ID,
                level,
                c"%s".as_ptr().cast(),
                words.as_mut_ptr().cast(),
            );
        }
    });
}

/// Prints to the debugger, like `println!`, with a level first: `debug_print!(0, "no memory for {file:?}")`.
/// [`wdm::prelude`](crate::wdm::prelude) calls it `debug_print!`.
///
/// Any IRQL of a driver. Text beyond 511 bytes is cut. Which levels the debugger shows is said by its mask for `IHVDRIVER`.
#[macro_export]
macro_rules! wdm_debug_print {
    ($level:expr, $($arguments:tt)+) => {
        $crate::__private::wdm::debug_print($level, $crate::__private::core::format_args!($($arguments)+))
    };
}
