//! The Device Identification page (83h): names by which the logical unit is known for good.

use super::{Response, page, write_page};

/// What a designator names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Association {
    /// The addressed logical unit.
    #[default]
    LogicalUnit,
    /// The target port that received the command.
    TargetPort,
    /// The target device.
    TargetDevice,
}

/// A designator of the addressed device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Designator<'a> {
    /// T10 vendor ID based (type 1h): the vendor identification of 8 bytes, and text that is unique for it.
    T10VendorId {
        /// T10 VENDOR IDENTIFICATION; cut or filled to 8 bytes.
        vendor: &'a str,
        /// VENDOR SPECIFIC IDENTIFIER.
        identifier: &'a str,
    },
    /// EUI-64 based (type 2h).
    Eui64([u8; 8]),
    /// NAA (type 3h) of 8 bytes; the first four bits are the NAA field (2h, 3h or 5h).
    Naa8([u8; 8]),
    /// NAA IEEE Registered Extended (type 3h) of 16 bytes; the first four bits are 6h.
    Naa16([u8; 16]),
    /// SCSI name string (type 8h) in UTF-8, as `naa.`, `eui.` or `iqn.`.
    NameString(&'a str),
}

const BINARY: u8 = 1;
const ASCII: u8 = 2;
const UTF8: u8 = 3;

impl Designator<'_> {
    fn write(&self, association: Association, response: &mut Response<'_>) {
        let (code_set, kind) = match self {
            Self::T10VendorId { .. } => (ASCII, 1),
            Self::Eui64(_) => (BINARY, 2),
            Self::Naa8(_) | Self::Naa16(_) => (BINARY, 3),
            Self::NameString(_) => (UTF8, 8),
        };
        let association = match association {
            Association::LogicalUnit => 0,
            Association::TargetPort => 1,
            Association::TargetDevice => 2,
        };
        response.put(&[code_set, association << 4 | kind, 0]);
        let length = response.total();
        response.put_u8(0);
        match self {
            Self::T10VendorId { vendor, identifier } => {
                response.put_ascii(vendor, 8);
                response.put_ascii(identifier, identifier.len());
            }
            Self::Eui64(bytes) | Self::Naa8(bytes) => response.put(bytes),
            Self::Naa16(bytes) => response.put(bytes),
            Self::NameString(text) => {
                // Null-terminated, and a multiple of four bytes with the padding.
                response.put(text.as_bytes());
                response.pad_to(length + 1 + (text.len() + 1).next_multiple_of(4));
            }
        }
        response.close_u8(length, length + 1);
    }
}

/// Device Identification (83h).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeviceIdentification<'a>(
    /// The designators and what each names. One of the logical unit is mandatory.
    pub &'a [(Association, Designator<'a>)],
);

impl DeviceIdentification<'_> {
    /// Writes the page.
    pub fn write(&self, response: &mut Response<'_>) {
        write_page(page::DEVICE_IDENTIFICATION, response, |response| {
            for (association, designator) in self.0 {
                designator.write(*association, response);
            }
        });
    }
}
