//! The commands for the controller that SCSI commands become (NVM Express: SCSI Translation Reference 1.5, section 5).

use miniport::scsi::{
    AdditionalSense, BlockRange, ByteCheck, Command as Scsi, FieldPointer, Sense, SenseKey,
};

use crate::command::{Command, nvm};
use crate::identify::Optional;
use crate::unit::Geometry;

/// A unit as commands see it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The namespace.
    pub namespace: u32,
    /// Its size and properties.
    pub geometry: Geometry,
    /// The optional commands that the controller has.
    pub optional: Optional,
    /// The controller has a volatile write cache.
    pub write_cache: bool,
    /// Bytes of the longest transfer.
    pub longest_transfer: u32,
}

/// What is to be done for a SCSI command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Translation {
    /// Nothing: it is done.
    Done,
    /// This command, once its data is known.
    Command(Command, Data),
}

/// The data of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Data {
    /// None.
    None,
    /// The request's data, of so many bytes.
    Transfer(u32),
    /// The request's data is a parameter list of UNMAP, of so many bytes.
    Ranges(u16),
    /// The request's data is a block, of so many bytes, which has to be zero.
    Zeros(u32),
}

/// Translates a command that needs the controller. `None` if it does not.
///
/// # Errors
/// What is wrong with the command.
pub fn translate(command: Scsi, target: &Target) -> Option<Result<Translation, Sense>> {
    Some(match command {
        Scsi::Read { lba, blocks, fua } => target.transfer(lba, blocks, |namespace, blocks| {
            nvm::read(namespace, blocks, fua)
        }),
        Scsi::Write { lba, blocks, fua } => target.writable().and_then(|()| {
            target.transfer(lba, blocks, |namespace, blocks| {
                nvm::write(namespace, blocks, fua)
            })
        }),
        Scsi::Verify { lba, blocks, check } => target.verify(lba, blocks, check),
        Scsi::SynchronizeCache { lba, blocks, .. } => {
            target.rest(lba, blocks).map(|_| target.flush())
        }
        Scsi::Unmap {
            anchor,
            parameter_list_length,
        } => target.unmap(anchor, parameter_list_length),
        Scsi::WriteSame {
            lba,
            blocks,
            unmap,
            anchor,
            no_data,
        } => target.write_same(lba, blocks, unmap, anchor, no_data),
        // A unit that stops has no cached data any more.
        Scsi::StartStopUnit {
            start: false,
            power_condition: 0,
            load_eject: false,
            no_flush: false,
            ..
        } => Ok(target.flush()),
        Scsi::StartStopUnit {
            load_eject: true, ..
        } => Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(4).bit(1))),
        Scsi::StartStopUnit { .. } => Ok(Translation::Done),
        _ => return None,
    })
}

impl Target {
    /// Flush, if there is something to flush.
    pub fn flush(&self) -> Translation {
        if self.write_cache {
            Translation::Command(nvm::flush(self.namespace), Data::None)
        } else {
            Translation::Done
        }
    }

    fn writable(&self) -> Result<(), Sense> {
        if self.geometry.read_only {
            let code = AdditionalSense::WRITE_PROTECTED;
            return Err(Sense::new(SenseKey::DataProtect, code));
        }
        Ok(())
    }

    fn range(&self, lba: u64, blocks: u32) -> Result<BlockRange, Sense> {
        BlockRange::check(lba, blocks.into(), self.geometry.capacity)
    }

    fn rest(&self, lba: u64, blocks: u32) -> Result<BlockRange, Sense> {
        BlockRange::check_or_rest(lba, blocks.into(), self.geometry.capacity)
    }

    /// A command with the request's data.
    fn transfer(
        &self,
        lba: u64,
        blocks: u32,
        command: impl FnOnce(u32, nvm::Blocks) -> Command,
    ) -> Result<Translation, Sense> {
        let range = self.range(lba, blocks)?;
        if range.is_empty() {
            return Ok(Translation::Done);
        }
        match (
            nvm::Blocks::new(lba, range.blocks()),
            u32::try_from(range.byte_length()),
        ) {
            (Some(blocks), Ok(bytes)) if bytes <= self.longest_transfer => Ok(
                Translation::Command(command(self.namespace, blocks), Data::Transfer(bytes)),
            ),
            // More than the Block Limits page allows.
            _ => Err(Sense::invalid_field_in_cdb(length_field(blocks))),
        }
    }

    /// Without Verify, what was written is at least on the medium.
    fn verify(&self, lba: u64, blocks: u32, check: ByteCheck) -> Result<Translation, Sense> {
        let range = self.range(lba, blocks)?;
        match check {
            ByteCheck::All if self.optional.compare() => self.transfer(lba, blocks, nvm::compare),
            ByteCheck::All | ByteCheck::OneBlock => {
                Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(2)))
            }
            ByteCheck::None => Ok(match nvm::Blocks::new(lba, range.blocks()) {
                Some(blocks) if self.optional.verify() => {
                    Translation::Command(nvm::verify(self.namespace, blocks), Data::None)
                }
                _ => self.flush(),
            }),
        }
    }

    fn unmap(&self, anchor: bool, parameter_list_length: u16) -> Result<Translation, Sense> {
        self.writable()?;
        if !self.optional.dataset_management() {
            return Err(Sense::INVALID_COMMAND_OPERATION_CODE);
        }
        if anchor {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(0)));
        }
        if parameter_list_length == 0 {
            return Ok(Translation::Done);
        }
        // How many ranges there are follows from the list.
        Ok(Translation::Command(
            nvm::deallocate(self.namespace, 1),
            Data::Ranges(parameter_list_length),
        ))
    }

    fn write_same(
        &self,
        lba: u64,
        blocks: u32,
        unmap: bool,
        anchor: bool,
        no_data: bool,
    ) -> Result<Translation, Sense> {
        self.writable()?;
        if !self.optional.write_zeroes() {
            return Err(Sense::INVALID_COMMAND_OPERATION_CODE);
        }
        if anchor {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(4)));
        }
        self.range(lba, blocks)?;
        // The Block Limits page says that 0 ("all that follow") is refused, and how many are too many.
        let Some(blocks) = nvm::Blocks::new(lba, blocks.into()) else {
            return Err(Sense::invalid_field_in_cdb(length_field(blocks)));
        };
        let data = if no_data {
            Data::None
        } else {
            Data::Zeros(self.geometry.capacity.block_size().bytes())
        };
        Ok(Translation::Command(
            nvm::write_zeroes(self.namespace, blocks, unmap),
            data,
        ))
    }
}

/// Where the number of blocks is: a number that needs 16 bytes is in the command of 16 bytes.
fn length_field(blocks: u32) -> FieldPointer {
    FieldPointer::cdb(if blocks > u32::from(u16::MAX) { 10 } else { 7 })
}

#[cfg(test)]
mod tests;
