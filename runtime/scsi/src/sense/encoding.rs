//! Sense data as bytes: the fixed and the descriptor format (SPC-4, 4.5.2 and 4.5.3), written and read.

use super::{AdditionalSense, FieldPointer, Sense, SenseKey, SenseSpecific};
use crate::Response;
use crate::bytes::{be16, be32, be64};

/// How sense data is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum SenseFormat {
    /// Response code 70h: 18 bytes, an INFORMATION field of 32 bits.
    #[default]
    Fixed,
    /// Response code 72h: a header of 8 bytes and descriptors, an INFORMATION field of 64 bits.
    Descriptor,
}

const FIXED_CURRENT: u8 = 0x70;
const DESCRIPTOR_CURRENT: u8 = 0x72;
const VALID: u8 = 0x80;
const SKSV: u8 = 0x80;
const INFORMATION_DESCRIPTOR: u8 = 0x00;
const SENSE_KEY_SPECIFIC_DESCRIPTOR: u8 = 0x02;

impl Sense {
    /// The bytes of the fixed format, and no more than that: how long it is.
    pub const FIXED_LENGTH: usize = 18;
    /// The longest that [`write`](Self::write) makes in the descriptor format.
    pub const MAX_LENGTH: usize = 8 + 12 + 8;

    /// The fixed format. An information field that does not fit in 32 bits is left out (VALID is zero), as SPC-4 asks.
    pub fn to_fixed(&self) -> [u8; Self::FIXED_LENGTH] {
        let mut out = [0; Self::FIXED_LENGTH];
        out[0] = FIXED_CURRENT;
        out[2] = self.key as u8;
        out[7] = 10; // bytes that follow byte 7
        out[12] = self.code.asc;
        out[13] = self.code.ascq;
        if let Some(information) = self.information.and_then(|long| u32::try_from(long).ok()) {
            out[0] |= VALID;
            out[3..7].copy_from_slice(&information.to_be_bytes());
        }
        if let Some(specific) = self.specific {
            out[15..18].copy_from_slice(&specific.to_bytes());
        }
        out
    }

    /// Writes the sense data in `format`, cut to the room that `response` has.
    pub fn write(&self, format: SenseFormat, response: &mut Response<'_>) {
        match format {
            SenseFormat::Fixed => response.put(&self.to_fixed()),
            SenseFormat::Descriptor => self.write_descriptors(response),
        }
    }

    fn write_descriptors(&self, response: &mut Response<'_>) {
        let information = if self.information.is_some() { 12 } else { 0 };
        let specific = if self.specific.is_some() { 8 } else { 0 };
        response.put(&[
            DESCRIPTOR_CURRENT,
            self.key as u8,
            self.code.asc,
            self.code.ascq,
        ]);
        response.put(&[0, 0, 0, information + specific]);
        if let Some(information) = self.information {
            response.put(&[INFORMATION_DESCRIPTOR, 10, VALID, 0]);
            response.put_u64(information);
        }
        if let Some(specific) = self.specific {
            let [first, second, third] = specific.to_bytes();
            response.put(&[
                SENSE_KEY_SPECIFIC_DESCRIPTOR,
                6,
                0,
                0,
                first,
                second,
                third,
                0,
            ]);
        }
    }

    /// Reads sense data in either format, current or deferred; `None` if it is too short for the sense key and code, or is
    /// of another response code. Fields that were cut off are absent.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        match bytes.first()? & 0x7f {
            0x70 | 0x71 => Self::parse_fixed(bytes),
            0x72 | 0x73 => Self::parse_descriptors(bytes),
            _ => None,
        }
    }

    fn parse_fixed(bytes: &[u8]) -> Option<Self> {
        let head: &[u8; 14] = bytes.first_chunk()?;
        let mut sense = Self::new(
            SenseKey::from_bits(head[2]),
            AdditionalSense::new(head[12], head[13]),
        );
        sense.information = (head[0] & VALID != 0).then(|| be32(head, 3).into());
        if let Some(whole) = bytes.first_chunk::<{ Self::FIXED_LENGTH }>() {
            sense.specific =
                SenseSpecific::from_bytes(sense.key, [whole[15], whole[16], whole[17]]);
        }
        Some(sense)
    }

    fn parse_descriptors(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_first_chunk::<8>()?;
        let mut sense = Self::new(
            SenseKey::from_bits(head[1]),
            AdditionalSense::new(head[2], head[3]),
        );
        let mut rest = rest.get(..usize::from(head[7])).unwrap_or(rest);
        while let [kind, length, ..] = *rest {
            let size = 2 + usize::from(length);
            let Some(descriptor) = rest.get(..size) else {
                break;
            };
            match (
                kind,
                descriptor.first_chunk::<12>(),
                descriptor.first_chunk::<8>(),
            ) {
                (INFORMATION_DESCRIPTOR, Some(whole), _) if whole[2] & VALID != 0 => {
                    sense.information = Some(be64(whole, 4));
                }
                (SENSE_KEY_SPECIFIC_DESCRIPTOR, _, Some(whole)) => {
                    sense.specific =
                        SenseSpecific::from_bytes(sense.key, [whole[4], whole[5], whole[6]]);
                }
                _ => {}
            }
            rest = rest.get(size..).unwrap_or_default();
        }
        Some(sense)
    }
}

impl SenseSpecific {
    fn to_bytes(self) -> [u8; 3] {
        match self {
            Self::Field(field) => {
                let in_cdb = if field.in_cdb { 0x40 } else { 0 };
                let bit = field.bit.map_or(0, |bit| 0x08 | (bit & 7));
                let [high, low] = field.byte.to_be_bytes();
                [SKSV | in_cdb | bit, high, low]
            }
            Self::Progress(progress) => {
                let [high, low] = progress.to_be_bytes();
                [SKSV, high, low]
            }
        }
    }

    /// What the three bytes mean depends on the sense key.
    fn from_bytes(key: SenseKey, bytes: [u8; 3]) -> Option<Self> {
        let value = be16(&bytes, 1);
        match key {
            _ if bytes[0] & SKSV == 0 => None,
            SenseKey::IllegalRequest => Some(Self::Field(FieldPointer {
                byte: value,
                bit: (bytes[0] & 0x08 != 0).then_some(bytes[0] & 7),
                in_cdb: bytes[0] & 0x40 != 0,
            })),
            SenseKey::NoSense | SenseKey::NotReady => Some(Self::Progress(value)),
            _ => None,
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
