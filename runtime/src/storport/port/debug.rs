//! Debug output: [`debug_print!`](crate::debug_print) over `StorPortDebugPrint`.

use core::fmt::{self, Write};

use crate::ffi;

/// Text of at most 511 bytes that ends with a zero byte; what does not fit is cut.
pub struct DebugText {
    bytes: [u8; 512],
    length: usize,
}

impl DebugText {
    /// Formats and prints (`StorPortDebugPrint`); level 0 is an error, 3 a trace. Any IRQL.
    pub fn print(level: u32, arguments: fmt::Arguments<'_>) {
        let mut text = Self {
            bytes: [0; 512],
            length: 0,
        };
        // Nothing is lost but what does not fit.
        let _ = text.write_fmt(arguments);
        // SAFETY: the text ends with a zero byte.
        unsafe { ffi::debug_print(level, text.bytes.as_mut_ptr().cast()) };
    }
}

impl Write for DebugText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.bytes.len() - 1 - self.length;
        let cut = text.len().min(room);
        self.bytes[self.length..self.length + cut].copy_from_slice(&text.as_bytes()[..cut]);
        self.length += cut;
        if cut < text.len() {
            Err(fmt::Error)
        } else {
            Ok(())
        }
    }
}

impl fmt::Debug for DebugText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DebugText({} bytes)", self.length)
    }
}

/// Prints to the debugger, like `println!`, with a level first: `debug_print!(0, "no memory for unit {lun}")`.
///
/// Any IRQL. Text beyond 511 bytes is cut.
#[macro_export]
macro_rules! debug_print {
    ($level:expr, $($arguments:tt)+) => {
        $crate::__private::DebugText::print($level, $crate::__private::core::format_args!($($arguments)+))
    };
}
