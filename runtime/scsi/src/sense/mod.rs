//! Sense data: why a command ended with CHECK CONDITION. How it becomes bytes is in `encoding`.

mod code;
mod encoding;

pub use self::code::AdditionalSense;
pub use self::encoding::SenseFormat;

use core::fmt;

/// SENSE KEY: the kind of the condition (SPC-4, 4.5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum SenseKey {
    /// Nothing to report.
    NoSense = 0x0,
    /// The command succeeded with some recovery.
    RecoveredError = 0x1,
    /// The logical unit cannot be accessed.
    NotReady = 0x2,
    /// A flaw in the medium or an error in the recorded data.
    MediumError = 0x3,
    /// A failure that is not the medium's.
    HardwareError = 0x4,
    /// The command or its parameters are wrong.
    IllegalRequest = 0x5,
    /// Something changed that the initiator has to know.
    UnitAttention = 0x6,
    /// The block is protected.
    DataProtect = 0x7,
    /// Blank or unexpectedly written medium.
    BlankCheck = 0x8,
    /// Vendor specific.
    VendorSpecific = 0x9,
    /// A third-party copy was aborted.
    CopyAborted = 0xa,
    /// The device server aborted the command.
    AbortedCommand = 0xb,
    /// Reserved.
    Reserved = 0xc,
    /// The end of the partition was reached with data left to write.
    VolumeOverflow = 0xd,
    /// The data did not match the medium.
    Miscompare = 0xe,
    /// Completion sense data.
    Completed = 0xf,
}

impl SenseKey {
    /// The key in the low four bits of `bits`.
    pub const fn from_bits(bits: u8) -> Self {
        match bits & 0x0f {
            0x0 => Self::NoSense,
            0x1 => Self::RecoveredError,
            0x2 => Self::NotReady,
            0x3 => Self::MediumError,
            0x4 => Self::HardwareError,
            0x5 => Self::IllegalRequest,
            0x6 => Self::UnitAttention,
            0x7 => Self::DataProtect,
            0x8 => Self::BlankCheck,
            0x9 => Self::VendorSpecific,
            0xa => Self::CopyAborted,
            0xb => Self::AbortedCommand,
            0xd => Self::VolumeOverflow,
            0xe => Self::Miscompare,
            0xf => Self::Completed,
            _ => Self::Reserved,
        }
    }
}

/// Which field of a command or of its parameter list is in error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldPointer {
    /// The first byte in error: of the CDB, or of the parameter list.
    pub byte: u16,
    /// The left-most bit in error, 7 to 0; none if the whole byte is meant.
    pub bit: Option<u8>,
    /// The byte is in the CDB (C/D set to one), not in the parameter list.
    pub in_cdb: bool,
}

impl FieldPointer {
    /// Byte `byte` of the command descriptor block.
    pub const fn cdb(byte: u16) -> Self {
        Self {
            byte,
            bit: None,
            in_cdb: true,
        }
    }

    /// Where a block command has its number of blocks (TRANSFER LENGTH, VERIFICATION LENGTH, NUMBER OF LOGICAL BLOCKS): at byte
    /// 4, 7, 6 or 10, as the group of its operation code has 6, 10, 12 or 16 bytes (SPC-4, 4.2.5.1).
    pub const fn block_count(cdb: &[u8]) -> Self {
        let group = match cdb {
            [opcode, ..] => *opcode >> 5,
            [] => 0,
        };
        Self::cdb(match group {
            0 => 4,
            4 => 10,
            5 => 6,
            _ => 7,
        })
    }

    /// Byte `byte` of the parameter list.
    pub const fn parameter_list(byte: u16) -> Self {
        Self {
            byte,
            bit: None,
            in_cdb: false,
        }
    }

    /// The same byte, with the left-most bit in error (7 to 0; higher bits of `bit` are dropped).
    #[must_use]
    pub const fn bit(self, bit: u8) -> Self {
        Self {
            bit: Some(bit & 7),
            ..self
        }
    }
}

/// The SENSE KEY SPECIFIC field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SenseSpecific {
    /// ILLEGAL REQUEST: which field is wrong.
    Field(FieldPointer),
    /// NO SENSE and NOT READY: how far an operation is, in 1/65536.
    Progress(u16),
}

/// Sense data of one condition.
///
/// Becomes bytes with [`to_fixed`](Self::to_fixed), or in the format that the initiator asked for with
/// [`write`](Self::write).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sense {
    /// The kind of the condition.
    pub key: SenseKey,
    /// The condition.
    pub code: AdditionalSense,
    /// INFORMATION: for block devices, the first logical block that the condition is about.
    pub information: Option<u64>,
    /// SENSE KEY SPECIFIC.
    pub specific: Option<SenseSpecific>,
}

impl Sense {
    /// No condition: what REQUEST SENSE answers when there is nothing to report.
    pub const NO_SENSE: Self = Self::new(
        SenseKey::NoSense,
        AdditionalSense::NO_ADDITIONAL_SENSE_INFORMATION,
    );
    /// The operation code is not supported.
    pub const INVALID_COMMAND_OPERATION_CODE: Self = Self::new(
        SenseKey::IllegalRequest,
        AdditionalSense::INVALID_COMMAND_OPERATION_CODE,
    )
    .with_field(FieldPointer::cdb(0));
    /// There is no such logical unit.
    pub const LOGICAL_UNIT_NOT_SUPPORTED: Self = Self::new(
        SenseKey::IllegalRequest,
        AdditionalSense::LOGICAL_UNIT_NOT_SUPPORTED,
    );
    /// The parameter list is shorter than it says, or than its header.
    pub const PARAMETER_LIST_LENGTH_ERROR: Self = Self::new(
        SenseKey::IllegalRequest,
        AdditionalSense::PARAMETER_LIST_LENGTH_ERROR,
    );

    /// The condition `code` of the kind `key`, with nothing more.
    pub const fn new(key: SenseKey, code: AdditionalSense) -> Self {
        Self {
            key,
            code,
            information: None,
            specific: None,
        }
    }

    /// INVALID FIELD IN CDB, and which one.
    pub const fn invalid_field_in_cdb(field: FieldPointer) -> Self {
        Self::new(
            SenseKey::IllegalRequest,
            AdditionalSense::INVALID_FIELD_IN_CDB,
        )
        .with_field(field)
    }

    /// INVALID FIELD IN PARAMETER LIST, and which one.
    pub const fn invalid_field_in_parameter_list(field: FieldPointer) -> Self {
        Self::new(
            SenseKey::IllegalRequest,
            AdditionalSense::INVALID_FIELD_IN_PARAMETER_LIST,
        )
        .with_field(field)
    }

    /// LOGICAL BLOCK ADDRESS OUT OF RANGE; `lba` is the first block that does not exist.
    pub const fn lba_out_of_range(lba: u64) -> Self {
        Self::new(
            SenseKey::IllegalRequest,
            AdditionalSense::LOGICAL_BLOCK_ADDRESS_OUT_OF_RANGE,
        )
        .with_information(lba)
    }

    /// UNIT ATTENTION: `code` happened.
    pub const fn unit_attention(code: AdditionalSense) -> Self {
        Self::new(SenseKey::UnitAttention, code)
    }

    /// NOT READY, because of `code`.
    pub const fn not_ready(code: AdditionalSense) -> Self {
        Self::new(SenseKey::NotReady, code)
    }

    /// With the INFORMATION field.
    #[must_use]
    pub const fn with_information(self, information: u64) -> Self {
        Self {
            information: Some(information),
            ..self
        }
    }

    /// With a field pointer in the SENSE KEY SPECIFIC field.
    #[must_use]
    pub const fn with_field(self, field: FieldPointer) -> Self {
        Self {
            specific: Some(SenseSpecific::Field(field)),
            ..self
        }
    }

    /// With a progress indication in the SENSE KEY SPECIFIC field, in 1/65536.
    #[must_use]
    pub const fn with_progress(self, progress: u16) -> Self {
        Self {
            specific: Some(SenseSpecific::Progress(progress)),
            ..self
        }
    }
}

impl fmt::Display for Sense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.key)?;
        match self.code.name() {
            Some(name) => write!(f, ", {name}")?,
            None => write!(f, ", {:02x}h/{:02x}h", self.code.asc, self.code.ascq)?,
        }
        if let Some(SenseSpecific::Field(field)) = self.specific {
            let place = if field.in_cdb {
                "CDB"
            } else {
                "parameter list"
            };
            write!(f, ", {place} byte {}", field.byte)?;
            if let Some(bit) = field.bit {
                write!(f, " bit {bit}")?;
            }
        }
        if let Some(information) = self.information {
            write!(f, ", information {information}")?;
        }
        Ok(())
    }
}

impl core::error::Error for Sense {}
