//! Dump mode: the unit with the option `dump`, in the memory that the running adapter has left for it.
//!
//! What is written is memory, and gone after a restart that does not keep it. So it is for what keeps it: a hypervisor, a debugger, a warm
//! restart.

use miniport::prelude::*;
use miniport::scsi::{BlockRange, Command, PeripheralQualifier, ReadCapacity, Sense};

use crate::area::{Area, Blocks};
use crate::command::{Answer, READ_CAPACITY_10, Refusal, respond, standard, whole_length};

/// The longest transfer.
const LONGEST: u32 = 64 << 10;
const LIMITS: Limits = Limits::new(LONGEST, LONGEST / 4096 + 1);

/// What the running system answers when the unit is to hold dumps.
pub const POINTERS: DumpPointers = DumpPointers::new("ramdisk.sys").limits(LIMITS);

/// The adapter in dump mode: it has nothing but what the running one has left.
#[derive(DeviceExtension)]
#[device_extension(dump)]
pub struct DumpAdapter;

/// What the running adapter has left.
fn area<'a, S: Scope>(cx: &Context<'a, DumpAdapter, S>) -> Option<Area<'a>> {
    let blocks: Option<&Option<Blocks>> = cx.left_by_running_system();
    blocks?.as_ref().and_then(Area::of)
}

#[dump_hw_find_adapter]
pub fn find_dump(
    cx: &mut DumpFindAdapter<'_, DumpAdapter>,
    port: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
    let area = area(cx).ok_or(FindAdapterError::NotFound)?;
    if !port.mark_memory(cx, area.memory()) {
        return Err(FindAdapterError::Error);
    }
    port.set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(crate::config::MAX_UNITS);
    Ok(DumpFound::new(DumpAdapter, LIMITS))
}

#[dump_hw_initialize]
pub fn initialize_dump(_dump: &DumpAdapter, _cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    true // memory needs no preparation
}

#[dump_hw_startio]
#[allow(clippy::unnecessary_wraps, reason = "the signature of the role")]
pub fn start_dump(
    _dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    mut srb: DumpSrb<DumpAdapter>,
) -> Result<(), DumpSrb<DumpAdapter>> {
    let is_its = |area: &Area<'_>| {
        let lun = area.lun;
        srb.address()
            == Address {
                path_id: 0,
                target_id: 0,
                lun,
            }
    };
    let area = area(cx).filter(is_its);
    let answer = match (area, srb.function()) {
        (None, _) => Err(Refusal::Status(SrbStatus::NoDevice)),
        (Some(area), SrbFunction::ExecuteScsi) => execute(area, &srb),
        (_, SrbFunction::Flush | SrbFunction::Shutdown) => Ok(0),
        _ => Err(Refusal::Status(SrbStatus::InvalidRequest)),
    };
    srb.set_transferred(answer.unwrap_or_else(Refusal::transferred));
    match answer {
        Ok(_) => srb.complete(cx, SrbStatus::Success),
        Err(Refusal::Sense(sense)) => srb.complete_with_sense(cx, &sense),
        Err(refusal) => srb.complete(cx, refusal.status()),
    }
    Ok(())
}

/// Every request is completed where it starts.
#[dump_hw_interrupt]
pub fn poll_dump(_dump: &DumpAdapter, _cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    false
}

fn execute(area: Area<'_>, srb: &DumpSrb<DumpAdapter>) -> Answer {
    let command = Command::parse(srb.cdb())?;
    if !srb.permits(command.data_direction()) {
        return Err(Refusal::Status(SrbStatus::InvalidRequest));
    }
    let data = srb.data();
    let data = data.as_ref().ok_or(Refusal::Status(SrbStatus::DataOverrun));
    let range = |lba, blocks: u32| BlockRange::check(lba, blocks.into(), area.capacity);
    match command {
        Command::TestUnitReady | Command::SynchronizeCache { .. } => Ok(0),
        Command::Inquiry {
            page: None,
            allocation_length,
        } => respond(data?, allocation_length.into(), |response| {
            standard(PeripheralQualifier::Connected).write(response);
        }),
        Command::ReadCapacity10 => respond(data?, READ_CAPACITY_10, |response| {
            ReadCapacity::new(area.capacity).write_10(response);
        }),
        Command::ReadCapacity16 { allocation_length } => {
            respond(data?, allocation_length, |response| {
                ReadCapacity::new(area.capacity).write_16(response);
            })
        }
        Command::Read { lba, blocks: 0, .. } | Command::Write { lba, blocks: 0, .. } => {
            range(lba, 0)?;
            Ok(0)
        }
        Command::Read { lba, blocks, .. } => {
            let (range, data) = (range(lba, blocks)?, data?);
            let length = whole_length(range, data)?;
            area.read(range.bytes(), data)?;
            Ok(length)
        }
        Command::Write { lba, blocks, .. } => {
            let (range, data) = (range(lba, blocks)?, data?);
            let length = whole_length(range, data)?;
            area.write(range.bytes(), data)?;
            Ok(length)
        }
        _ => Err(Sense::INVALID_COMMAND_OPERATION_CODE.into()),
    }
}
