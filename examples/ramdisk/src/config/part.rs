//! Pieces of the argument string, cut out with their positions, for errors that say where.

use super::{ConfigError, ConfigErrorKind};

/// A part of the argument string that knows where it is.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub text: &'a [u8],
    pub position: usize,
}

impl<'a> Part<'a> {
    pub fn whole(text: &'a [u8]) -> Self {
        Self { text, position: 0 }.trim()
    }

    /// Without the spaces around it.
    fn trim(self) -> Self {
        let spaces = self.text.len() - self.text.trim_ascii_start().len();
        Self {
            text: self.text.trim_ascii(),
            position: self.position + spaces,
        }
    }

    pub fn split(self, separator: u8) -> impl Iterator<Item = Self> {
        let mut position = self.position;
        self.text
            .split(move |&byte| byte == separator)
            .map(move |text| {
                let part = Self { text, position };
                position += text.len() + 1;
                part.trim()
            })
    }

    pub fn split_once(self, separator: u8) -> Option<(Self, Self)> {
        let at = self.text.iter().position(|&byte| byte == separator)?;
        let (name, rest) = self.text.split_at_checked(at)?;
        let value = Self {
            text: rest.get(1..)?,
            position: self.position + at + 1,
        };
        Some((Self { text: name, ..self }.trim(), value.trim()))
    }

    /// A size in bytes.
    pub fn bytes(self) -> Result<u64, ConfigError> {
        let (digits, shift) = match self.text.split_last() {
            Some((b'K' | b'k', digits)) => (digits, 10),
            Some((b'M' | b'm', digits)) => (digits, 20),
            Some((b'G' | b'g', digits)) => (digits, 30),
            Some((b'T' | b't', digits)) => (digits, 40),
            _ => (self.text, 0),
        };
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return Err(self.error(ConfigErrorKind::InvalidSize));
        }
        digits
            .iter()
            .try_fold(0_u64, |number, digit| {
                number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
            })
            .and_then(|number| number.checked_mul(1 << shift))
            .ok_or(self.error(ConfigErrorKind::SizeOutOfRange))
    }

    pub fn error(self, kind: ConfigErrorKind) -> ConfigError {
        ConfigError {
            position: self.position,
            kind,
        }
    }
}
