//! Bytes that say where other bytes are: every access is checked.

/// The bytes of a file or of a mapped image.
#[derive(Clone, Copy)]
pub(super) struct View<'a>(pub &'a [u8]);

impl<'a> View<'a> {
    /// `length` bytes at an offset.
    pub fn bytes(self, at: u32, length: usize) -> Option<&'a [u8]> {
        let at = usize::try_from(at).ok()?;
        self.0.get(at..at.checked_add(length)?)
    }

    pub fn short(self, at: u32) -> Option<u16> {
        let bytes = self.bytes(at, 2)?.try_into().ok()?;
        Some(u16::from_le_bytes(bytes))
    }

    pub fn long(self, at: u32) -> Option<u32> {
        let bytes = self.bytes(at, 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(bytes))
    }

    pub fn quad(self, at: u32) -> Option<u64> {
        let bytes = self.bytes(at, 8)?.try_into().ok()?;
        Some(u64::from_le_bytes(bytes))
    }

    /// A text of at most `limit` characters that ends with a zero.
    pub fn text(self, at: u32, limit: usize) -> Option<&'a str> {
        let rest = self.0.get(usize::try_from(at).ok()?..)?;
        let rest = &rest[..rest.len().min(limit + 1)];
        let end = rest.iter().position(|byte| *byte == 0)?;
        let text = std::str::from_utf8(&rest[..end]).ok()?;
        text.bytes()
            .all(|byte| byte.is_ascii_graphic())
            .then_some(text)
    }
}

/// Writes a word into a mapped image: `None` if it would lie outside.
pub(super) fn write(image: &mut [u8], at: u32, word: u64) -> Option<()> {
    let at = usize::try_from(at).ok()?;
    let place = image.get_mut(at..at.checked_add(8)?)?;
    place.copy_from_slice(&word.to_le_bytes());
    Some(())
}
