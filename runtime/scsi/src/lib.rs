//! The SCSI block commands as types: command descriptor blocks in, response data and sense data out.
//!
//! Pure data, for any driver that answers SCSI commands itself: nothing here touches memory of a request, Storport or the
//! device. A command is made by a function of [`cdb`] and read with [`Command::parse`], its blocks are checked with [`BlockRange::check`], its answer is
//! written through a [`Response`], and what is wrong with it is a [`Sense`].
//!
//! Lengths are bytes and counts are logical blocks, as the field names say. The standards are SPC-4 (common commands) and
//! SBC-3 (block commands) of INCITS T10; the names of sense codes, pages and fields are theirs.
//!
//! ```
//! use miniport_scsi::{BlockRange, BlockSize, Capacity, Command};
//!
//! let disk = Capacity::new(2048, BlockSize::B512).unwrap();
//! let read_10 = [0x28, 0, 0, 0, 0x07, 0xff, 0, 0, 0x02, 0];
//! let Ok(Command::Read { lba, blocks, .. }) = Command::parse(&read_10) else { unreachable!() };
//! let sense = BlockRange::check(lba, blocks.into(), disk).unwrap_err();   // block 2047 is the last one
//! assert_eq!(sense.information, Some(2048));
//! ```
#![cfg_attr(not(test), no_std)]

mod bytes;
mod capacity;
pub mod cdb;
mod command;
mod inquiry;
mod luns;
mod mode;
pub mod opcode;
mod range;
mod response;
mod sense;
mod unmap;
mod vpd;

pub use self::capacity::{BlockSize, Capacity, ReadCapacity};
pub use self::command::{ByteCheck, Command, DataDirection, ModeForm, ModeSense, PageControl};
pub use self::inquiry::{PeripheralQualifier, StandardInquiry, VersionDescriptor};
pub use self::luns::{LogicalUnitNumber, ReportLuns};
pub use self::mode::{CachingPage, ControlPage, ModePage, ModePages, page as mode_page};
pub use self::range::BlockRange;
pub use self::response::Response;
pub use self::sense::{AdditionalSense, FieldPointer, Sense, SenseFormat, SenseKey, SenseSpecific};
pub use self::unmap::{UnmapDescriptor, UnmapList};
pub use self::vpd::{
    Association, BlockDeviceCharacteristics, BlockLimits, Designator, DeviceIdentification,
    LogicalBlockProvisioning, ProvisioningType, SupportedPages, UnitSerialNumber, page as vpd_page,
};
