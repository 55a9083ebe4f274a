//! What a unit is known by: its serial number, and the name that Windows recognises it by.

use core::fmt::{self, Write};

/// The longest serial number: 12 characters of the adapter, a dash, and two of the unit.
const MAX_SERIAL: usize = 15;

/// The names of a unit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity {
    serial: [u8; MAX_SERIAL],
    length: usize,
}

impl Identity {
    /// Unit `lun` of the adapter with serial number `adapter`, or, if that is empty, of the adapter that is `number` in the
    /// order in which they were found.
    pub fn new(adapter: &str, number: u32, lun: u8) -> Self {
        let mut identity = Self::default();
        // The text is at most as long as the room for it: see `MAX_SERIAL`.
        let _ = if adapter.is_empty() {
            write!(identity, "RAM{number:08X}-{lun:02X}")
        } else {
            write!(identity, "{adapter}-{lun:02X}")
        };
        identity
    }

    /// The serial number.
    pub fn serial(&self) -> &str {
        self.serial
            .get(..self.length)
            .and_then(|text| str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    /// A locally assigned NAA identifier (3h): a hash of the serial number (FNV-1a).
    pub fn naa(&self) -> [u8; 8] {
        let hash = self
            .serial()
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        (3 << 60 | hash >> 4).to_be_bytes()
    }
}

impl Write for Identity {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.serial
            .get_mut(self.length..end)
            .ok_or(fmt::Error)?
            .copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn serial_numbers_fit_and_differ() {
        assert_eq!(Identity::new("", u32::MAX, 31).serial(), "RAMFFFFFFFF-1F");
        assert_eq!(
            Identity::new("0123456789ab", 0, 0).serial(),
            "0123456789ab-00"
        );
        let (first, second) = (Identity::new("A", 0, 0), Identity::new("A", 0, 1));
        assert_ne!(first.naa(), second.naa());
        assert_eq!(first.naa()[0] >> 4, 3);
    }
}
