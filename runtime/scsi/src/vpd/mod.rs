//! Vital product data: the pages of INQUIRY with EVPD set (SPC-4, 7.8; SBC-3, 6.6).

mod block;
mod identification;

pub use self::block::{
    BlockDeviceCharacteristics, BlockLimits, LogicalBlockProvisioning, ProvisioningType,
};
pub use self::identification::{Association, Designator, DeviceIdentification};

use super::Response;

/// Page codes of vital product data.
pub mod page {
    /// Supported VPD Pages.
    pub const SUPPORTED_PAGES: u8 = 0x00;
    /// Unit Serial Number.
    pub const UNIT_SERIAL_NUMBER: u8 = 0x80;
    /// Device Identification.
    pub const DEVICE_IDENTIFICATION: u8 = 0x83;
    /// Block Limits.
    pub const BLOCK_LIMITS: u8 = 0xb0;
    /// Block Device Characteristics.
    pub const BLOCK_DEVICE_CHARACTERISTICS: u8 = 0xb1;
    /// Logical Block Provisioning.
    pub const LOGICAL_BLOCK_PROVISIONING: u8 = 0xb2;
}

/// Writes a page of a connected block device: the header of four bytes around `body`.
fn write_page(code: u8, response: &mut Response<'_>, body: impl FnOnce(&mut Response<'_>)) {
    let start = response.total();
    response.put(&[0, code, 0, 0]);
    body(response);
    response.close_u16(start + 2, start + 4);
}

/// Supported VPD Pages (00h).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SupportedPages<'a>(
    /// The page codes in ascending order, 00h first.
    pub &'a [u8],
);

impl SupportedPages<'_> {
    /// Writes the page.
    pub fn write(&self, response: &mut Response<'_>) {
        write_page(page::SUPPORTED_PAGES, response, |response| {
            response.put(self.0);
        });
    }
}

/// Unit Serial Number (80h).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnitSerialNumber<'a>(
    /// The serial number in ASCII.
    pub &'a str,
);

impl UnitSerialNumber<'_> {
    /// Writes the page.
    pub fn write(&self, response: &mut Response<'_>) {
        write_page(page::UNIT_SERIAL_NUMBER, response, |response| {
            response.put_ascii(self.0, self.0.len());
        });
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
