//! What a unit is known by: its serial number, and the name that Windows recognises it by.

use core::fmt::{self, Write};

use crate::claim::Claim;

/// The longest name of an adapter: 12 characters, a dot, and eight of its number.
const MAX_NAME: usize = 21;

/// The longest serial number: the name of the adapter, a dash, and two characters of the unit.
const MAX_SERIAL: usize = MAX_NAME + 3;

/// The name of an adapter, which no other has that is there at the same time.
pub struct AdapterName {
    text: Text<MAX_NAME>,
    /// As long as the adapter is there.
    _claim: Option<Claim>,
}

impl AdapterName {
    /// What the argument string says (`serial`), or if that is empty, a name made of `number`: that of the adapter in the order in
    /// which they were found. Where another adapter has the name already, the number is added.
    pub fn new(serial: &str, number: u32) -> Self {
        let text = if serial.is_empty() {
            Text::new(format_args!("RAM{number:08X}"))
        } else {
            Text::new(format_args!("{serial}"))
        };
        match Claim::of(hash(text.as_str())) {
            Some(claim) => Self {
                text,
                _claim: Some(claim),
            },
            // The argument string allows no dots.
            None => Self {
                text: Text::new(format_args!("{}.{number:08X}", text.as_str())),
                _claim: None,
            },
        }
    }
}

/// The names of a unit.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    serial: Text<MAX_SERIAL>,
}

impl Identity {
    /// Unit `lun` of an adapter.
    pub fn new(adapter: &AdapterName, lun: u8) -> Self {
        Self {
            serial: Text::new(format_args!("{}-{lun:02X}", adapter.text.as_str())),
        }
    }

    /// The serial number.
    pub fn serial(&self) -> &str {
        self.serial.as_str()
    }

    /// A locally assigned NAA identifier (3h): a hash of the serial number.
    pub fn naa(&self) -> [u8; 8] {
        (3 << 60 | hash(self.serial()) >> 4).to_be_bytes()
    }
}

/// FNV-1a.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Text of up to `N` bytes.
#[derive(Clone, Copy, Debug)]
struct Text<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Text<N> {
    fn new(arguments: fmt::Arguments<'_>) -> Self {
        let mut text = Self {
            bytes: [0; N],
            length: 0,
        };
        // As long as there is room for it: see `MAX_NAME` and `MAX_SERIAL`.
        let _ = text.write_fmt(arguments);
        text
    }

    fn as_str(&self) -> &str {
        self.bytes
            .get(..self.length)
            .and_then(|text| str::from_utf8(text).ok())
            .unwrap_or_default()
    }
}

impl<const N: usize> Write for Text<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.length + text.len();
        self.bytes
            .get_mut(self.length..end)
            .ok_or(fmt::Error)?
            .copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::borrow::ToOwned as _;

    use super::{AdapterName, Identity};

    #[test]
    fn serial_numbers_fit_and_differ() {
        let unnamed = AdapterName::new("", u32::MAX);
        assert_eq!(Identity::new(&unnamed, 31).serial(), "RAMFFFFFFFF-1F");
        let long = AdapterName::new("0123456789ab", 0);
        assert_eq!(Identity::new(&long, 0).serial(), "0123456789ab-00");
        let (first, second) = (Identity::new(&long, 0), Identity::new(&long, 1));
        assert_ne!(first.naa(), second.naa());
        assert_eq!(first.naa()[0] >> 4, 3);
    }

    /// SPC-4, 7.8.6.2.1: a designator of a logical unit is one that no other logical unit has.
    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let serial = |name: &AdapterName| Identity::new(name, 0).serial().to_owned();
        let first = AdapterName::new("TWICE-IS-LON", 1);
        let second = AdapterName::new("TWICE-IS-LON", 2);
        assert_eq!(serial(&first), "TWICE-IS-LON-00");
        assert_eq!(serial(&second), "TWICE-IS-LON.00000002-00");
        // Whoever takes the name of an adapter without one.
        let unnamed = AdapterName::new("", 0xffff_fffe);
        let thief = AdapterName::new("RAMFFFFFFFE", 3);
        assert_ne!(serial(&unnamed), serial(&thief));
        drop(first);
        assert_eq!(
            serial(&AdapterName::new("TWICE-IS-LON", 4)),
            "TWICE-IS-LON-00"
        );
    }
}
