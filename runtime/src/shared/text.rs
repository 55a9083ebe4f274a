//! [`DebugText`]: what is printed to the debugger.

use core::fmt::{self, Write};

use crate::ffi::PSTR;

/// Text of at most 511 bytes that ends with a zero byte; what does not fit is cut.
pub(crate) struct DebugText {
    bytes: [u8; 512],
    length: usize,
}

impl DebugText {
    /// Formats, and gives the text to `print`. Any IRQL.
    pub(crate) fn with(arguments: fmt::Arguments<'_>, print: impl FnOnce(PSTR)) {
        let mut text = Self {
            bytes: [0; 512],
            length: 0,
        };
        // Nothing is lost but what does not fit.
        let _ = text.write_fmt(arguments);
        print(text.bytes.as_mut_ptr().cast());
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
