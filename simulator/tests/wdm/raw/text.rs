//! Strings of UTF-16.

use miniport::ffi::*;

/// A string that points into a buffer, which outlives it.
pub fn string(buffer: &[u16]) -> UNICODE_STRING {
    UNICODE_STRING {
        Length: (buffer.len() * 2) as u16,
        MaximumLength: (buffer.len() * 2) as u16,
        Buffer: buffer.as_ptr().cast_mut(),
    }
}

pub fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().collect()
}
