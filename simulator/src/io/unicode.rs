//! Counted strings of UTF-16: those that drivers pass, and those that they get.

use miniport::ffi;

use crate::kernel::memory::block::Block;

/// The text of a string; `None` if there is none, or its length is odd.
pub(super) fn read(string: ffi::PUNICODE_STRING) -> Option<String> {
    if string.is_null() {
        return None;
    }
    // SAFETY: the driver passes a string, whose buffer has so many bytes.
    let units = unsafe {
        let string = &*string;
        if string.Buffer.is_null() || !string.Length.is_multiple_of(2) {
            return None;
        }
        std::slice::from_raw_parts(string.Buffer, usize::from(string.Length / 2))
    };
    Some(String::from_utf16_lossy(units))
}

/// The bytes of a text in UTF-16, with a zero behind it.
pub(super) fn bytes(text: &str) -> Vec<u8> {
    text.encode_utf16()
        .chain([0])
        .flat_map(u16::to_le_bytes)
        .collect()
}

/// A text in memory that a driver reads, guarded.
#[derive(Debug)]
pub(super) struct Text {
    pub block: Block,
    length: u16,
}

impl Text {
    pub fn new(text: &str) -> Self {
        let bytes = bytes(text);
        let block = Block::new(bytes.len(), 16, 0);
        // SAFETY: the block has room for the bytes.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), block.as_ptr(), bytes.len()) };
        Self {
            length: u16::try_from(bytes.len() - 2).unwrap_or(0),
            block,
        }
    }

    /// The structure that points to it, which lives as long as this does.
    pub fn string(&self) -> ffi::UNICODE_STRING {
        ffi::UNICODE_STRING {
            Length: self.length,
            MaximumLength: self.length + 2,
            Buffer: self.block.as_ptr().cast(),
        }
    }
}
