//! Debug output: [`debug_print!`](crate::debug_print) over `StorPortDebugPrint`.

use core::fmt;

use crate::ffi;
use crate::shared::text::DebugText;

/// Formats and prints (`StorPortDebugPrint`); level 0 is an error, 3 a trace. Any IRQL.
pub fn print(level: u32, arguments: fmt::Arguments<'_>) {
    // SAFETY: the text ends with a zero byte.
    DebugText::with(arguments, |text| unsafe { ffi::debug_print(level, text) });
}

/// Prints to the debugger, like `println!`, with a level first: `debug_print!(0, "no memory for unit {lun}")`.
///
/// Any IRQL. Text beyond 511 bytes is cut. In WDM drivers it is [`wdm_debug_print!`](crate::wdm_debug_print), which
/// [`wdm::prelude`](crate::wdm::prelude) calls so, too.
#[macro_export]
macro_rules! debug_print {
    ($level:expr, $($arguments:tt)+) => {
        $crate::__private::debug_print($level, $crate::__private::core::format_args!($($arguments)+))
    };
}
