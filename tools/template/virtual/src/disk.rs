//! The disk: its blocks, and the SCSI commands that it answers.

use miniport::prelude::*;
use miniport::scsi::{
    BlockRange, BlockSize, Capacity, Command, FieldPointer, PeripheralQualifier, ReadCapacity,
    ReportLuns, Response, Sense, SenseFormat, StandardInquiry, SupportedPages, UnitSerialNumber,
    VersionDescriptor, vpd_page,
};

use crate::Adapter;

/// The largest request.
pub const MAX_TRANSFER: u32 = 1 << 20;
/// 8 MiB.
const CAPACITY: Capacity = match Capacity::new(16 << 10, BlockSize::B512) {
    Some(capacity) => capacity,
    None => panic!("a disk has blocks"),
};
const SERIAL: &str = "MYDRIVER-0001";

/// How many bytes a command transferred, or why it did not.
pub type Answer = Result<u32, Refusal>;

/// Why a command did not go well.
pub enum Refusal {
    /// CHECK CONDITION, with this sense data.
    Sense(Sense),
    /// The request, rather than the command, fails.
    Status(SrbStatus),
}

impl From<Sense> for Refusal {
    fn from(sense: Sense) -> Self {
        Self::Sense(sense)
    }
}

impl From<OutOfBounds> for Refusal {
    fn from(_: OutOfBounds) -> Self {
        Self::Status(SrbStatus::DataOverrun)
    }
}

/// The disk.
pub struct Disk {
    bytes: PoolBox<[u8]>,
}

impl Disk {
    /// A disk full of zeros.
    pub fn new(cx: &mut FindAdapter<'_, Adapter>) -> Result<Self, PoolError> {
        let length = usize::try_from(CAPACITY.bytes()).unwrap_or(usize::MAX);
        Ok(Self {
            bytes: cx.allocate_zeroed(length)?,
        })
    }

    /// Answers a command.
    pub fn execute(&mut self, cdb: &[u8], data: &DataBuffer<'_>) -> Answer {
        match Command::parse(cdb)? {
            Command::TestUnitReady | Command::SynchronizeCache { .. } => Ok(0),
            Command::Inquiry {
                page,
                allocation_length,
            } => respond(data, allocation_length.into(), |response| {
                inquiry(page, response)
            }),
            Command::ReportLuns {
                allocation_length, ..
            } => respond(data, allocation_length, |response| {
                ReportLuns([0_u8.into()].into_iter()).write(response);
                Ok(())
            }),
            Command::RequestSense {
                allocation_length, ..
            } => respond(data, allocation_length.into(), |response| {
                Sense::NO_SENSE.write(SenseFormat::Fixed, response);
                Ok(())
            }),
            Command::ReadCapacity10 => respond(data, 8, |response| {
                ReadCapacity::new(CAPACITY).write_10(response);
                Ok(())
            }),
            Command::ReadCapacity16 { allocation_length } => {
                respond(data, allocation_length, |response| {
                    ReadCapacity::new(CAPACITY).write_16(response);
                    Ok(())
                })
            }
            Command::Read { lba, blocks, .. } => {
                let blocks = self.blocks(lba, blocks)?;
                data.write_at(0, blocks)?;
                Ok(length(blocks))
            }
            Command::Write { lba, blocks, .. } => {
                let blocks = self.blocks(lba, blocks)?;
                data.read_at(0, blocks)?;
                Ok(length(blocks))
            }
            _ => Err(Sense::INVALID_COMMAND_OPERATION_CODE.into()),
        }
    }

    /// The bytes of the blocks that a command names.
    fn blocks(&mut self, lba: u64, blocks: u32) -> Result<&mut [u8], Sense> {
        let bytes = BlockRange::check(lba, blocks.into(), CAPACITY)?.bytes();
        let at = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        Ok(self
            .bytes
            .get_mut(at(bytes.start)..at(bytes.end))
            .unwrap_or_default())
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// Makes a response, and copies it to the data buffer as far as the initiator has room.
fn respond(
    data: &DataBuffer<'_>,
    allocation_length: u32,
    write: impl FnOnce(&mut Response<'_>) -> Result<(), Sense>,
) -> Answer {
    let room = u32::try_from(data.len()).unwrap_or(u32::MAX);
    let mut buffer = [0; 256];
    let mut response = Response::new(&mut buffer, allocation_length.min(room));
    write(&mut response)?;
    data.write_at(0, response.bytes())?;
    Ok(length(response.bytes()))
}

/// What the disk is.
fn inquiry(page: Option<u8>, response: &mut Response<'_>) -> Result<(), Sense> {
    match page {
        None => StandardInquiry {
            qualifier: PeripheralQualifier::Connected,
            removable: false,
            command_queuing: true,
            vendor: "EXAMPLE",
            product: "my-driver",
            revision: "1.0",
            versions: &[VersionDescriptor::SPC_4, VersionDescriptor::SBC_3],
        }
        .write(response),
        Some(vpd_page::SUPPORTED_PAGES) => {
            SupportedPages(&[vpd_page::SUPPORTED_PAGES, vpd_page::UNIT_SERIAL_NUMBER])
                .write(response);
        }
        Some(vpd_page::UNIT_SERIAL_NUMBER) => UnitSerialNumber(SERIAL).write(response),
        Some(_) => return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(2))),
    }
    Ok(())
}
