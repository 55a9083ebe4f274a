//! The commands for the controller that SCSI commands become (NVM Express: SCSI Translation Reference 1.5, section 5).

use miniport::scsi::{
    AdditionalSense, BlockRange, ByteCheck, Command as Scsi, FieldPointer, Sense, SenseKey,
};

use crate::command::{Command, nvm};
use crate::identify::{Limits, Optional};
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
    /// What commands may do at most.
    pub limits: Limits,
    /// START STOP UNIT has stopped the unit.
    pub stopped: bool,
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

/// Translates a command that needs the controller. `None` if it does not. `count` is where the command has its number of blocks.
///
/// # Errors
/// What is wrong with the command.
pub fn translate(
    command: Scsi,
    count: FieldPointer,
    target: &Target,
) -> Option<Result<Translation, Sense>> {
    Some(match command {
        Scsi::Read { lba, blocks, fua } => target.ready().and_then(|()| {
            target.transfer(lba, blocks, count, |namespace, blocks| {
                nvm::read(namespace, blocks, fua)
            })
        }),
        Scsi::Write { lba, blocks, fua } => target.writable().and_then(|()| {
            target.transfer(lba, blocks, count, |namespace, blocks| {
                nvm::write(namespace, blocks, fua)
            })
        }),
        Scsi::Verify { lba, blocks, check } => target.verify(lba, blocks, count, check),
        Scsi::SynchronizeCache { lba, blocks, .. } => target
            .ready()
            .and_then(|()| target.rest(lba, blocks))
            .map(|_| target.flush()),
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
        } => target
            .write_same_flags(unmap, anchor)
            .and_then(|()| target.write_same(lba, blocks, count, unmap, no_data)),
        Scsi::StartStopUnit {
            power_condition,
            no_flush,
            load_eject,
            start,
            ..
        } => target.start_stop(power_condition, no_flush, load_eject, start),
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

    /// Whether commands can reach the medium.
    ///
    /// # Errors
    /// NOT READY if the unit is stopped (SBC-3, 4.19 and table 34).
    pub fn ready(&self) -> Result<(), Sense> {
        if self.stopped {
            return Err(STOPPED);
        }
        Ok(())
    }

    fn writable(&self) -> Result<(), Sense> {
        self.ready()?;
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
        count: FieldPointer,
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
            _ => Err(Sense::invalid_field_in_cdb(count)),
        }
    }

    /// How many blocks a command without data may have.
    fn most(&self, limit: Option<u64>) -> u64 {
        nvm::most(limit, self.geometry.capacity.block_size().bytes())
    }

    /// Without Verify, what was written is at least on the medium. A range that is longer than what the controller verifies is
    /// refused, as a longer transfer is.
    fn verify(
        &self,
        lba: u64,
        blocks: u32,
        count: FieldPointer,
        check: ByteCheck,
    ) -> Result<Translation, Sense> {
        self.ready()?;
        let range = self.range(lba, blocks)?;
        match check {
            ByteCheck::All if self.optional.compare() => {
                self.transfer(lba, blocks, count, nvm::compare)
            }
            ByteCheck::All | ByteCheck::OneBlock => {
                Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(2)))
            }
            ByteCheck::None if !self.optional.verify() => Ok(self.flush()),
            ByteCheck::None if range.is_empty() => Ok(Translation::Done),
            ByteCheck::None => match nvm::Blocks::new(lba, range.blocks()) {
                Some(blocks) if range.blocks() <= self.most(self.limits.verify()) => Ok(
                    Translation::Command(nvm::verify(self.namespace, blocks), Data::None),
                ),
                _ => Err(Sense::invalid_field_in_cdb(count)),
            },
        }
    }

    fn unmap(&self, anchor: bool, parameter_list_length: u16) -> Result<Translation, Sense> {
        if !self.optional.dataset_management() {
            return Err(Sense::INVALID_COMMAND_OPERATION_CODE);
        }
        if anchor {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(0)));
        }
        self.writable()?;
        if parameter_list_length == 0 {
            return Ok(Translation::Done);
        }
        // How many ranges there are follows from the list.
        Ok(Translation::Command(
            nvm::deallocate(self.namespace, 1),
            Data::Ranges(parameter_list_length),
        ))
    }

    /// What the bits of WRITE SAME ask for has to be what the Logical Block Provisioning page says.
    fn write_same_flags(&self, unmap: bool, anchor: bool) -> Result<(), Sense> {
        if !self.optional.write_zeroes() {
            return Err(Sense::INVALID_COMMAND_OPERATION_CODE);
        }
        if anchor {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(4)));
        }
        if unmap && !self.optional.unmaps() {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(3)));
        }
        Ok(())
    }

    fn write_same(
        &self,
        lba: u64,
        blocks: u32,
        count: FieldPointer,
        unmap: bool,
        no_data: bool,
    ) -> Result<Translation, Sense> {
        self.writable()?;
        let range = self.range(lba, blocks)?;
        // The Block Limits page says that 0 ("all that follow") is refused, and how many are too many.
        let blocks = nvm::Blocks::new(lba, range.blocks())
            .filter(|_| range.blocks() <= self.most(self.limits.write_zeroes()))
            .ok_or(Sense::invalid_field_in_cdb(count))?;
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

    /// Power conditions are not supported; nor is ejecting, and loading what is there already.
    fn start_stop(
        &self,
        power_condition: u8,
        no_flush: bool,
        load_eject: bool,
        start: bool,
    ) -> Result<Translation, Sense> {
        if power_condition != 0 {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(4).bit(7)));
        }
        if load_eject {
            return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(4).bit(1)));
        }
        // A unit that stops has no cached data any more.
        Ok(if start || no_flush {
            Translation::Done
        } else {
            self.flush()
        })
    }
}

/// A stopped unit waits for START STOP UNIT.
const STOPPED: Sense =
    Sense::not_ready(AdditionalSense::LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED);

#[cfg(test)]
mod tests;
