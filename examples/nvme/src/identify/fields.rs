//! Fields of data that the controller has written: little-endian integers and text.

use miniport::prelude::*;

/// Data with fields. Bytes that are not there are zero.
pub trait Fields {
    /// The byte at `at`.
    fn byte(&self, at: usize) -> u8;

    /// The `N` bytes at `at`.
    fn bytes<const N: usize>(&self, at: usize) -> [u8; N] {
        core::array::from_fn(|index| self.byte(at + index))
    }

    /// The 16-bit integer at `at`.
    fn u16(&self, at: usize) -> u16 {
        u16::from_le_bytes(self.bytes(at))
    }

    /// The 32-bit integer at `at`.
    fn u32(&self, at: usize) -> u32 {
        u32::from_le_bytes(self.bytes(at))
    }

    /// The 64-bit integer at `at`.
    fn u64(&self, at: usize) -> u64 {
        u64::from_le_bytes(self.bytes(at))
    }

    /// The text of `N` bytes at `at`, without the spaces around it.
    fn text<const N: usize>(&self, at: usize) -> Text<N> {
        Text::new(self.bytes(at))
    }
}

impl Fields for DmaArray<'_, u8> {
    fn byte(&self, at: usize) -> u8 {
        if at < self.len() { self.read(at) } else { 0 }
    }
}

impl Fields for [u8] {
    fn byte(&self, at: usize) -> u8 {
        self.get(at).copied().unwrap_or_default()
    }
}

/// Text of up to `N` characters of printable ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text<const N: usize> {
    characters: [u8; N],
    length: usize,
}

impl<const N: usize> Text<N> {
    /// The text in a field: characters that cannot be printed become spaces, and spaces around it go.
    pub fn new(field: [u8; N]) -> Self {
        let printable = field.map(|byte| {
            if matches!(byte, 0x20..=0x7e) {
                byte
            } else {
                b' '
            }
        });
        let text = printable.trim_ascii();
        let mut characters = [0; N];
        for (to, from) in characters.iter_mut().zip(text) {
            *to = *from;
        }
        Self {
            characters,
            length: text.len(),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let text = self.characters.get(..self.length).unwrap_or_default();
        str::from_utf8(text).unwrap_or_default() // it is ASCII: `new`
    }
}

impl<const N: usize> Default for Text<N> {
    fn default() -> Self {
        Self::new([0; N])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_little_endian_and_what_is_missing_is_zero() {
        let data: &[u8] = &[1, 2, 3, 4, 5];
        assert_eq!((data.u16(0), data.u16(3)), (0x0201, 0x0504));
        assert_eq!((data.u32(1), data.u64(2)), (0x0504_0302, 0x0005_0403));
        assert_eq!(data.byte(usize::MAX), 0);
    }

    #[test]
    fn text_is_trimmed_and_printable() {
        let data: &[u8] = b"  A\xffB \0 ";
        assert_eq!(data.text::<8>(0).as_str(), "A B");
        assert_eq!(Text::<8>::default().as_str(), "");
    }
}
