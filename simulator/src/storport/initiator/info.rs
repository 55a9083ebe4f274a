//! What the scan learns of a disk.

use crate::storport::unit::Address;

/// What the scan learned of a disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a bit of an answer")]
pub struct DiskInfo {
    /// Where it is.
    pub address: Address,
    /// The peripheral device type of its INQUIRY data: 0 is a disk.
    pub device_type: u8,
    /// T10 vendor identification.
    pub vendor: String,
    /// Product identification.
    pub product: String,
    /// Product revision level.
    pub revision: String,
    /// The unit serial number (VPD page 80), if there is one.
    pub serial: Option<String>,
    /// The VPD pages that it has (page 00).
    pub pages: Vec<u8>,
    /// The designators of VPD page 83, without their headers' first byte: type and bytes.
    pub identifiers: Vec<(u8, Vec<u8>)>,
    /// How many blocks it has.
    pub blocks: u64,
    /// Bytes of a block.
    pub block_size: u32,
    /// Whether logical block provisioning is on (READ CAPACITY 16, LBPME).
    pub thin: bool,
    /// The most blocks of an UNMAP command (VPD page B0); 0 if there is none.
    pub maximum_unmap: u32,
    /// Whether it says that it does not rotate (VPD page B1).
    pub solid_state: bool,
    /// Whether writes are cached (MODE SENSE, caching page).
    pub write_cache: bool,
    /// Whether it cannot be written (MODE SENSE).
    pub write_protected: bool,
    /// The bus type that the driver says (`ScsiUnitQueryBusType`), as a `STORAGE_BUS_TYPE`.
    pub bus_type: Option<u32>,
    /// Vendor, model and firmware revision that the driver says (`ScsiUnitRichDescription`).
    pub description: Option<[String; 3]>,
    /// Commands of the scan that the driver answered in a way that a disk should not: for a look, not an error.
    pub remarks: Vec<String>,
}
