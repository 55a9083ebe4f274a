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
use crate::medium::{Piece, pieces};
use crate::unit::Unit;

/// How many ranges an UNMAP can have.
pub const MAX_UNMAP_RANGES: u32 = 64;
/// One more, to tell too many from too short.
const UNMAP_LIST: usize = UnmapList::size(MAX_UNMAP_RANGES as usize + 1);

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
    data: DataBuffer<'j>,
    /// The unit's resets when the command began.
    resets: u32,
}

/// Runs a command that `HW_STARTIO` left; `resets` is the count of its unit's resets now, when it begins.
pub fn perform(
    adapter: &Adapter,
    cx: &mut Passive<'_, Adapter>,
    srb: &Srb<Adapter>,
    resets: u32,
) -> Answer {
    let (lun, data) = (srb.address().lun, srb.data());
    let mut job = Job {
        adapter,
        cx,
        lun,
        data,
        resets,
    };
    match Command::parse(srb.cdb())? {
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
        } => job.eject(),
        _ => Err(Sense::INVALID_COMMAND_OPERATION_CODE.into()),
    }
}

impl Job<'_, '_> {
    /// Runs `step` on the unit, with the lock held, if the command may still go on.
    fn step<R>(
        &mut self,
        step: impl FnOnce(&mut Unit, &mut Locking<'_>) -> Result<R, Refusal>,
    ) -> Result<R, Refusal> {
        let (lun, resets) = (self.lun, self.resets);
        self.adapter.state.lock(self.cx, |state: &mut State, cx| {
            if state.removed {
                return Err(Refusal::Status(SrbStatus::NoDevice));
            }
            match state.units.get_mut(lun) {
                None => Err(Sense::LOGICAL_UNIT_NOT_SUPPORTED.into()),
                Some(unit) if unit.resets != resets => Err(Refusal::Status(SrbStatus::BusReset)),
                Some(unit) => step(unit, cx),
            }
        })
    }

    fn write(&mut self, lba: u64, blocks: u32) -> Answer {
        let data = self.data;
        let (range, length) = self.step(|unit, _| {
            unit.writable()?;
            let range = unit.range(lba, blocks)?;
            Ok((range, whole_length(range, &data)?))
        })?;
        for piece in pieces(range.bytes()) {
            self.step(|unit, cx| {
                let memory = unit.medium.provide(&piece, cx).map_err(no_space)?;
                Ok(data.read_at(piece.offset, memory)?) // inside the length of the data buffer
            })?;
        }
        Ok(length)
    }

    fn write_same(&mut self, lba: u64, blocks: u32, unmap: bool, no_data: bool) -> Answer {
        let (range, size) = self.step(|unit, _| {
            unit.writable()?;
            let range = BlockRange::check_or_rest(lba, blocks.into(), unit.config.capacity)?;
            Ok((range, unit.config.capacity.block_size().bytes()))
        })?;
        let mut block = self.block(size)?;
        if !no_data {
            self.data.read_at(0, &mut block)?;
        }
        let zeros = block.iter().all(|&byte| byte == 0);
        for piece in pieces(range.bytes()) {
            if unmap && zeros {
                self.clear(&piece)?;
            } else {
                self.step(|unit, cx| {
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
        if length > self.data.len() {
            return Err(TOO_SHORT);
        }
        self.data.read_at(0, list)?;
        let cut = list.len() < length;
        let list = UnmapList::parse(list).map_err(|error| {
            let too_many = Sense::invalid_field_in_parameter_list(FieldPointer::parameter_list(2));
            if cut { too_many } else { error }
        })?;
        list.check_limits(MAX_UNMAP_RANGES, u32::MAX)?;
        // All ranges are checked before the first is unmapped.
        self.step(|unit, _| {
            unit.writable()?;
            Ok(list
                .iter()
                .try_for_each(|range| unit.range(range.lba, range.blocks).map(drop))?)
        })?;
        for range in list.iter() {
            let range = self.step(|unit, _| Ok(unit.range(range.lba, range.blocks)?))?;
            for piece in pieces(range.bytes()) {
                self.clear(&piece)?;
            }
        }
        Ok(parameter_list_length.into())
    }

    /// Makes a piece read as zeros: gives a whole chunk back, and clears a part of one.
    fn clear(&mut self, piece: &Piece) -> Result<(), Refusal> {
        let chunk = self.step(|unit, _| {
            if piece.is_whole_chunk() {
                return Ok(unit.medium.take(piece));
            }
            if let Some(memory) = unit.medium.get_mut(piece) {
                memory.fill(0);
            }
            Ok(None)
        })?;
        if let Some(chunk) = chunk {
            chunk.free(self.cx);
        }
        Ok(())
    }

    fn verify_one_block(&mut self, lba: u64, blocks: u32) -> Answer {
        let (range, size) = self.step(|unit, _| {
            unit.ready()?;
            Ok((
                unit.range(lba, blocks)?,
                unit.config.capacity.block_size().bytes(),
            ))
        })?;
        let mut block = self.block(size)?;
        self.data.read_at(0, &mut block)?;
        let zeros = block.iter().all(|&byte| byte == 0);
        for piece in pieces(range.bytes()) {
            let different = self.step(|unit, _| {
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
    fn eject(&mut self) -> Answer {
        self.step(|_, _| Ok(()))?;
        let lun = self.lun;
        let unit = self
            .adapter
            .state
            .lock(self.cx, |state, _| state.units.remove(lun));
        if let Some(unit) = unit {
            unit.into_inner().medium.free(self.cx);
        }
        self.cx.bus_change_detected(0);
        Ok(0)
    }
}

/// The pool is empty: to the initiator, a thin provisioned unit has no space left.
fn no_space(_: PoolError) -> Refusal {
    Sense::new(
        SenseKey::DataProtect,
        AdditionalSense::SPACE_ALLOCATION_FAILED_WRITE_PROTECT,
    )
    .into()
}
