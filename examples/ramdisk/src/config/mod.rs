//! The argument string: which logical units an adapter has.
//!
//! ```text
//! arguments = [ item *( ";" item ) ]
//! item      = "lun=" size *( "," option ) / "serial=" 1*12( letter / digit / "-" )
//! size      = 1*digit [ "K" / "M" / "G" / "T" ]      ; bytes, powers of 1024
//! option    = "512" / "4096" / "readonly" / "eject" / "dump"
//! ```
//!
//! Each `lun` item adds the next logical unit: `lun=64M;lun=1G,4096` has LUN 0 with 64 MiB in blocks of 512 bytes (the
//! default) and LUN 1 with 1 GiB in blocks of 4096 bytes. `readonly` protects a unit from writes, `eject` allows START STOP
//! UNIT to take it away. `dump` lets Windows write crash dumps to the unit: all of its memory is there from the start; one unit has it, of
//! at most 1 GiB. `serial` is what the units' serial numbers begin with; without it, they are numbered, and a number is
//! added where another adapter has the same. Spaces around items and values are ignored. Without any `lun`, there is one unit
//! of 64 MiB.

mod part;

use core::fmt;

use miniport::scsi::{BlockSize, Capacity};

use self::part::Part;
use crate::area::LONGEST;
use crate::medium::MAX_MEDIUM;

/// How many logical units an adapter can have.
pub const MAX_UNITS: u8 = 32;
/// How long the `serial` item can be.
const MAX_SERIAL: usize = 12;
/// The size of the unit of an adapter without arguments.
const DEFAULT_SIZE: u64 = 64 << 20;

/// One logical unit, as the argument string asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitConfig {
    /// Its size.
    pub capacity: Capacity,
    /// Writes are refused.
    pub read_only: bool,
    /// START STOP UNIT may take it away.
    pub ejectable: bool,
    /// Crash dumps may be written to it.
    pub dump: bool,
}

/// What an adapter is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Config {
    units: [Option<UnitConfig>; MAX_UNITS as usize],
    serial: [u8; MAX_SERIAL],
    serial_length: usize,
}

/// What is wrong with an argument string, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The byte at which the wrong part begins.
    pub position: usize,
    /// What is wrong with it.
    pub kind: ConfigErrorKind,
}

/// What can be wrong with an argument string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConfigErrorKind {
    /// Neither `lun=` nor `serial=`.
    UnknownItem,
    /// The size is no number, or has another suffix.
    InvalidSize,
    /// The size is zero, or more than a unit can have.
    SizeOutOfRange,
    /// The size is no multiple of the block size.
    SizeNotInBlocks,
    /// An option that does not exist.
    UnknownOption,
    /// A unit for dumps that is larger than one can be.
    DumpTooLarge,
    /// A second unit for dumps.
    SecondDump,
    /// More units than [`MAX_UNITS`].
    TooManyUnits,
    /// The serial number is empty, too long, or has other characters.
    InvalidSerial,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "argument string, byte {}: ", self.position)?;
        match self.kind {
            ConfigErrorKind::UnknownItem => {
                f.write_str("expected `lun=<size>[,<option>...]` or `serial=<text>`")
            }
            ConfigErrorKind::InvalidSize => {
                f.write_str("a size is digits and an optional K, M, G or T")
            }
            ConfigErrorKind::SizeOutOfRange => {
                write!(
                    f,
                    "a unit has at least one block and at most {} GiB",
                    MAX_MEDIUM >> 30
                )
            }
            ConfigErrorKind::SizeNotInBlocks => {
                f.write_str("the size is not a multiple of the block size")
            }
            ConfigErrorKind::UnknownOption => {
                f.write_str("an option is 512, 4096, readonly, eject or dump")
            }
            ConfigErrorKind::DumpTooLarge => {
                write!(f, "a unit for dumps has at most {} GiB", LONGEST >> 30)
            }
            ConfigErrorKind::SecondDump => f.write_str("one unit is for dumps"),
            ConfigErrorKind::TooManyUnits => write!(f, "an adapter has at most {MAX_UNITS} units"),
            ConfigErrorKind::InvalidSerial => {
                write!(
                    f,
                    "a serial number is 1 to {MAX_SERIAL} letters, digits or `-`"
                )
            }
        }
    }
}

impl core::error::Error for ConfigError {}

impl Config {
    /// Reads an argument string.
    ///
    /// # Errors
    /// [`ConfigError`], for the first thing that is wrong.
    pub fn parse(arguments: &[u8]) -> Result<Self, ConfigError> {
        let mut config = Self {
            units: [None; MAX_UNITS as usize],
            serial: [0; MAX_SERIAL],
            serial_length: 0,
        };
        let mut count = 0;
        for item in Part::whole(arguments)
            .split(b';')
            .filter(|item| !item.text.is_empty())
        {
            let Some((name, value)) = item.split_once(b'=') else {
                return Err(item.error(ConfigErrorKind::UnknownItem));
            };
            match name.text {
                b"lun" => {
                    let unit = UnitConfig::parse(value)?;
                    if unit.dump && config.units().any(|other| other.dump) {
                        return Err(item.error(ConfigErrorKind::SecondDump));
                    }
                    let slot = config.units.get_mut(count);
                    *slot.ok_or(item.error(ConfigErrorKind::TooManyUnits))? = Some(unit);
                    count += 1;
                }
                b"serial" => config.set_serial(value)?,
                _ => return Err(item.error(ConfigErrorKind::UnknownItem)),
            }
        }
        if count == 0 {
            config.units[0] =
                Capacity::new(DEFAULT_SIZE / 512, BlockSize::B512).map(|capacity| UnitConfig {
                    capacity,
                    read_only: false,
                    ejectable: false,
                    dump: false,
                });
        }
        Ok(config)
    }

    /// The units in the order of their LUNs.
    pub fn units(&self) -> impl Iterator<Item = UnitConfig> + '_ {
        self.units.iter().flatten().copied()
    }

    /// The text of the `serial` item; empty without one.
    pub fn serial(&self) -> &str {
        self.serial
            .get(..self.serial_length)
            .and_then(|text| str::from_utf8(text).ok())
            .unwrap_or_default()
    }

    fn set_serial(&mut self, value: Part<'_>) -> Result<(), ConfigError> {
        let valid = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        match self.serial.get_mut(..value.text.len()) {
            Some(place) if !place.is_empty() && value.text.iter().all(valid) => {
                place.copy_from_slice(value.text);
                self.serial_length = value.text.len();
                Ok(())
            }
            _ => Err(value.error(ConfigErrorKind::InvalidSerial)),
        }
    }
}

impl UnitConfig {
    fn parse(value: Part<'_>) -> Result<Self, ConfigError> {
        let mut parts = value.split(b',');
        let size = parts.next().unwrap_or(value);
        let bytes = size.bytes()?;
        let mut block_size = BlockSize::B512;
        let (mut read_only, mut ejectable, mut dump) = (false, false, false);
        for option in parts {
            match option.text {
                b"512" => block_size = BlockSize::B512,
                b"4096" => block_size = BlockSize::B4096,
                b"readonly" => read_only = true,
                b"eject" => ejectable = true,
                b"dump" => dump = true,
                _ => return Err(option.error(ConfigErrorKind::UnknownOption)),
            }
        }
        let block = u64::from(block_size.bytes());
        if bytes % block != 0 {
            return Err(size.error(ConfigErrorKind::SizeNotInBlocks));
        }
        if dump && bytes > LONGEST {
            return Err(size.error(ConfigErrorKind::DumpTooLarge));
        }
        match Capacity::new(bytes / block, block_size) {
            Some(capacity) if bytes <= MAX_MEDIUM => Ok(Self {
                capacity,
                read_only,
                ejectable,
                dump,
            }),
            _ => Err(size.error(ConfigErrorKind::SizeOutOfRange)),
        }
    }
}

#[cfg(test)]
mod tests;
