//! The disk: the SCSI commands that are answered at once, and those that become a transfer.

use miniport::prelude::*;
use miniport::scsi::{
    AdditionalSense, BlockRange, BlockSize, Capacity, Command as Scsi, FieldPointer,
    PeripheralQualifier, ReadCapacity, ReportLuns, Response, Sense, SenseFormat, SenseKey,
    StandardInquiry, SupportedPages, UnitSerialNumber, VersionDescriptor, vpd_page,
};

use crate::Adapter;
use crate::controller::{Operation, Transfer};

const SERIAL: &str = "MYDRIVER-0001";

/// What is to be done with a request.
pub enum Next {
    /// Start the transfer that its SRB extension has.
    Start,
    /// Nothing more: so many bytes were transferred.
    Complete(u32),
    /// The request, rather than its command, fails.
    Fail(SrbStatus),
}

/// The disk.
pub struct Disk {
    capacity: Capacity,
}

impl Disk {
    /// `None` if it has no blocks, or too many.
    pub fn new(blocks: u64) -> Option<Self> {
        let capacity = Capacity::new(blocks, BlockSize::B512)?;
        Some(Self { capacity })
    }

    /// Answers a command, or makes a transfer of it.
    pub fn execute(
        &self,
        cx: &mut BuildIo<'_, Adapter>,
        srb: &mut Srb<Adapter>,
    ) -> Result<Next, Sense> {
        let command = Scsi::parse(srb.cdb())?;
        // A read into memory that the sender only lets be read would destroy it.
        if !srb.permits(command.data_direction()) {
            return Ok(Next::Fail(SrbStatus::InvalidRequest));
        }
        match command {
            Scsi::Read { lba, blocks, .. } => self.transfer(cx, srb, Operation::Read, lba, blocks),
            Scsi::Write { lba, blocks, .. } => {
                self.transfer(cx, srb, Operation::Write, lba, blocks)
            }
            command => {
                let mut buffer = [0; 256];
                let room = command.allocation_length().unwrap_or(0);
                let mut response = Response::new(&mut buffer, room.min(srb.transfer_length()));
                self.respond(command, &mut response)?;
                let bytes = response.bytes();
                if !bytes.is_empty() {
                    let written = srb.map_data(cx).map(|data| data.write_at(0, bytes));
                    if !matches!(written, Some(Ok(()))) {
                        return Ok(Next::Fail(SrbStatus::InternalError));
                    }
                }
                Ok(Next::Complete(bytes.len() as u32))
            }
        }
    }

    fn transfer(
        &self,
        cx: &mut BuildIo<'_, Adapter>,
        srb: &mut Srb<Adapter>,
        operation: Operation,
        lba: u64,
        blocks: u32,
    ) -> Result<Next, Sense> {
        let range = BlockRange::check(lba, blocks.into(), self.capacity)?;
        if range.is_empty() {
            return Ok(Next::Complete(0));
        }
        let bytes = match u32::try_from(range.byte_length()) {
            Ok(bytes) if bytes <= srb.transfer_length() => bytes,
            _ => return Ok(Next::Fail(SrbStatus::DataOverrun)),
        };
        let transfer = srb
            .scatter_gather_list(cx)
            .and_then(|list| Transfer::new(operation, range.bytes().start, bytes, list));
        let Some(transfer) = transfer else {
            return Ok(Next::Fail(SrbStatus::InternalError));
        };
        *srb.extension_mut() = transfer;
        Ok(Next::Start)
    }

    /// Writes the response to a command that has one.
    fn respond(&self, command: Scsi, response: &mut Response<'_>) -> Result<(), Sense> {
        let capacity = ReadCapacity::new(self.capacity);
        match command {
            Scsi::TestUnitReady | Scsi::SynchronizeCache { .. } => {} // nothing is cached
            Scsi::Inquiry { page, .. } => inquiry(page, response)?,
            Scsi::ReportLuns { .. } => ReportLuns([0_u8.into()].into_iter()).write(response),
            Scsi::RequestSense { .. } => Sense::NO_SENSE.write(SenseFormat::Fixed, response),
            Scsi::ReadCapacity10 => capacity.write_10(response),
            Scsi::ReadCapacity16 { .. } => capacity.write_16(response),
            _ => return Err(Sense::INVALID_COMMAND_OPERATION_CODE),
        }
        Ok(())
    }
}

/// What a command of the controller that failed is for the initiator.
pub fn failure(operation: Operation) -> Sense {
    let code = match operation {
        Operation::Read => AdditionalSense::UNRECOVERED_READ_ERROR,
        Operation::Write => AdditionalSense::WRITE_ERROR,
    };
    Sense::new(SenseKey::MediumError, code)
}

/// What the disk is.
fn inquiry(page: Option<u8>, response: &mut Response<'_>) -> Result<(), Sense> {
    match page {
        None => StandardInquiry {
            qualifier: PeripheralQualifier::Connected,
            removable: false,
            command_queuing: false,
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
