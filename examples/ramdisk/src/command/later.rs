//! The commands that take memory or time, in the work item: one chunk at a time under the `StartIo` lock.
//!
//! Between two chunks anything may happen: a reset, an ejection, the removal of the adapter. Each step looks first.

use miniport::prelude::*;
use miniport::scope::Passive as PassiveScope;
use miniport::scsi::{
    AdditionalSense, BlockRange, ByteCheck, Command, FieldPointer, Sense, SenseKey, UnmapList,
};

use crate::adapter::{Adapter, State};
use crate::command::transfer::{miscompare, whole_length};
use crate::command::{Answer, Refusal, TOO_SHORT};
use crate::medium::{Allocated, pieces};
use crate::unit::Unit;

/// How many ranges an UNMAP can have.
pub const MAX_UNMAP_RANGES: u32 = 64;
const UNMAP_LIST: usize = UnmapList::size(MAX_UNMAP_RANGES as usize);

/// The scope under the `StartIo` lock.
type Locking<'a> = Context<
    'a,
    Adapter,
    miniport::scope::Holding<PassiveScope, StartIoLock, miniport::lock::state::LentOut>,
>;

/// A command in the work item.
struct Job<'j, 'a> {
    adapter: &'j Adapter,
    cx: &'j mut Passive<'a, Adapter>,
    lun: u8,
}

/// Runs a command that `HW_STARTIO` left: that of the request in [`State::running`].
pub fn perform(
    adapter: &Adapter,
    cx: &mut Passive<'_, Adapter>,
    lun: u8,
    command: Command,
) -> Answer {
    let mut job = Job { adapter, cx, lun };
    match command {
        Command::Write { lba, blocks, .. } => job.write(lba, blocks),
        Command::WriteSame { anchor: true, .. } => {
            Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(4)).into()) // ANC_SUP is zero
        }
        Command::WriteSame {
            lba,
            blocks,
            unmap,
            no_data,
            ..
        } => job.write_same(lba, blocks, unmap, no_data),
        Command::Unmap { anchor: true, .. } => {
            Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1).bit(0)).into())
        }
        Command::Unmap {
            parameter_list_length,
            ..
        } => job.unmap(parameter_list_length),
        Command::Verify {
            lba,
            blocks,
            check: ByteCheck::OneBlock,
        } => job.verify_one_block(lba, blocks),
        Command::StartStopUnit {
            load_eject: true,
            start: false,
            ..
        } => {
            job.eject();
            Ok(0)
        }
        _ => Err(Sense::INVALID_COMMAND_OPERATION_CODE.into()),
    }
}

impl Job<'_, '_> {
    /// Runs `step` on the unit and the request's data, with the lock held, if the request has not ended meanwhile.
    fn step<R>(
        &mut self,
        step: impl FnOnce(&mut Unit, &DataBuffer<'_>, &mut Locking<'_>) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let lun = self.lun;
        self.adapter.state.lock(self.cx, |state: &mut State, cx| {
            // What follows from this nobody hears.
            let srb = state.running.as_ref().ok_or(ENDED)?;
            let unit = state.units.get_mut(lun);
            let unit = unit.ok_or(Sense::LOGICAL_UNIT_NOT_SUPPORTED)?;
            step(unit, &srb.data(), cx)
        })
    }

    fn write(&mut self, lba: u64, blocks: u32) -> Answer {
        let (range, length) = self.step(|unit, data, _| {
            unit.writable()?;
            let range = unit.range(lba, blocks)?;
            Ok((range, whole_length(range, data)?))
        })?;
        for piece in pieces(range.bytes()) {
            self.step(|unit, data, cx| {
                let memory = unit.medium.provide(&piece, cx).map_err(no_space)?;
                Ok(data.read_at(piece.offset, memory)?) // inside the length of the data buffer
            })?;
        }
        Ok(length)
    }

    fn write_same(&mut self, lba: u64, blocks: u32, unmap: bool, no_data: bool) -> Answer {
        let (range, size) = self.step(|unit, _, _| {
            unit.writable()?;
            let range = BlockRange::check_or_rest(lba, blocks.into(), unit.config.capacity)?;
            Ok((range, unit.config.capacity.block_size().bytes()))
        })?;
        let mut block = self.block(size)?;
        if !no_data {
            self.step(|_, data, _| Ok(data.read_at(0, &mut block)?))?;
        }
        if unmap && block.iter().all(|&byte| byte == 0) {
            self.clear(range)?;
        } else {
            for piece in pieces(range.bytes()) {
                self.step(|unit, _, cx| {
                    let memory = unit.medium.provide(&piece, cx).map_err(no_space)?;
                    // Chunks and pieces begin and end between blocks.
                    for place in memory.chunks_exact_mut(block.len()) {
                        place.copy_from_slice(&block);
                    }
                    Ok(())
                })?;
            }
        }
        Ok(if no_data { 0 } else { size })
    }

    /// Room for a block: not on the kernel stack, which is small.
    fn block(&mut self, size: u32) -> Result<PoolBox<[u8]>, Refusal> {
        let no_memory = |_| {
            Sense::new(
                SenseKey::AbortedCommand,
                AdditionalSense::INSUFFICIENT_RESOURCES,
            )
        };
        Ok(self.cx.allocate_zeroed(size as usize).map_err(no_memory)?)
    }

    fn unmap(&mut self, parameter_list_length: u16) -> Answer {
        let length = usize::from(parameter_list_length);
        let mut buffer = [0; UNMAP_LIST];
        let list = buffer.get_mut(..length.min(UNMAP_LIST)).unwrap_or_default();
        self.step(|_, data, _| {
            if length > data.len() {
                return Err(TOO_SHORT);
            }
            Ok(data.read_at(0, list)?)
        })?;
        let list = UnmapList::parse_beginning(list, length)?;
        list.check_limits(MAX_UNMAP_RANGES, u32::MAX)?;
        // All ranges are checked before the first is unmapped.
        self.step(|unit, _, _| {
            unit.writable()?;
            Ok(list
                .iter()
                .try_for_each(|range| unit.range(range.lba, range.blocks).map(drop))?)
        })?;
        for range in list.iter() {
            let range = self.step(|unit, _, _| Ok(unit.range(range.lba, range.blocks)?))?;
            self.clear(range)?;
        }
        Ok(parameter_list_length.into())
    }

    /// Makes a range read as zeros: gives whole chunks back, and clears parts of them. What has no memory is passed over.
    fn clear(&mut self, range: BlockRange) -> Result<(), Refusal> {
        let mut allocated = Allocated::of(range.bytes());
        while !allocated.is_over() {
            let chunk = self.step(|unit, _, _| {
                let Some(piece) = allocated.next(&unit.medium) else {
                    return Ok(None);
                };
                if piece.is_whole_chunk() {
                    return Ok(unit.medium.take(&piece));
                }
                if let Some(memory) = unit.medium.get_mut(&piece) {
                    memory.fill(0);
                }
                Ok(None)
            })?;
            if let Some(chunk) = chunk {
                chunk.free(self.cx);
            }
        }
        Ok(())
    }

    fn verify_one_block(&mut self, lba: u64, blocks: u32) -> Answer {
        let (range, size) = self.step(|unit, _, _| {
            unit.ready()?;
            Ok((
                unit.range(lba, blocks)?,
                unit.config.capacity.block_size().bytes(),
            ))
        })?;
        let mut block = self.block(size)?;
        self.step(|_, data, _| Ok(data.read_at(0, &mut block)?))?;
        let zeros = block.iter().all(|&byte| byte == 0);
        for piece in pieces(range.bytes()) {
            let different = self.step(|unit, _, _| {
                Ok(match unit.medium.get(&piece) {
                    Some(memory) => memory
                        .chunks_exact(block.len())
                        .position(|stored| stored != &*block),
                    None => (!zeros).then_some(0),
                })
            })?;
            if let Some(index) = different {
                return Err(
                    miscompare(range.lba() + (piece.offset / block.len() + index) as u64).into(),
                );
            }
        }
        Ok(size)
    }

    /// Takes the unit away, and has Storport look at the bus again.
    fn eject(&mut self) {
        let lun = self.lun;
        let unit = self.adapter.state.lock(self.cx, |state, _| {
            let goes_on = state.running.is_some();
            goes_on.then(|| state.units.remove(lun)).flatten()
        });
        if let Some(unit) = unit {
            unit.into_inner().medium.free(self.cx);
            self.cx.bus_change_detected(0);
        }
    }
}

/// A reset or the removal of the adapter has ended the request already.
const ENDED: Refusal = Refusal::Status(SrbStatus::Aborted);

/// The pool is empty: to the initiator, a thin provisioned unit has no space left.
fn no_space(_: PoolError) -> Refusal {
    Sense::new(
        SenseKey::DataProtect,
        AdditionalSense::SPACE_ALLOCATION_FAILED_WRITE_PROTECT,
    )
    .into()
}
