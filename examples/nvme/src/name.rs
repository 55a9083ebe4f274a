//! Text that is put together without memory of the pool.

use core::fmt::{self, Write};

/// Text of up to `N` bytes; what does not fit is cut.
#[derive(Clone, Copy, Debug)]
pub struct Name<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Name<N> {
    /// Formats some text.
    pub fn format(arguments: fmt::Arguments<'_>) -> Self {
        let mut name = Self {
            bytes: [0; N],
            length: 0,
        };
        // Nothing is lost but what does not fit.
        let _ = name.write_fmt(arguments);
        name
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..self.length).unwrap_or_default();
        str::from_utf8(bytes).unwrap_or_default()
    }
}

impl<const N: usize> Write for Name<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            let end = self.length + character.len_utf8();
            let place = self.bytes.get_mut(self.length..end).ok_or(fmt::Error)?;
            character.encode_utf8(place);
            self.length = end;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn what_does_not_fit_is_cut() {
        assert_eq!(
            Name::<8>::format(format_args!("{}-{}", 12, 34)).as_str(),
            "12-34"
        );
        assert_eq!(Name::<4>::format(format_args!("abc\u{e9}")).as_str(), "abc");
        assert_eq!(Name::<4>::format(format_args!("abcdef")).as_str(), "abcd");
    }
}
