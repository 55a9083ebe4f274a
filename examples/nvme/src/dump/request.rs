//! Requests in dump mode: one at a time, as a command that is polled for, or answered at once.

use miniport::prelude::*;
use miniport::scsi::{FieldPointer, Response, Sense};

use super::adapter::DumpAdapter;
use super::execute::identify_namespace;
use crate::adapter::Information;
use crate::command::{Command, Ending};
use crate::identify::Limits;
use crate::prp::{Entries, PrpError};
use crate::scsi::{
    self, Data, Known, LONGEST_RESPONSE, Refusal, Target, Translation, Unit, allocation_length,
};
use crate::unit::{Geometry, namespace_of};

/// What comes of a request.
enum Built {
    /// It is done, and so many bytes were transferred.
    Done(u32),
    /// A command, which transfers so many bytes.
    Command(Command, u32),
}

#[dump_hw_startio]
#[allow(clippy::unnecessary_wraps, reason = "the signature of the role")]
pub fn start_dump(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    mut srb: DumpSrb<DumpAdapter>,
) -> Result<(), DumpSrb<DumpAdapter>> {
    let Some(information) = dump.state.get(cx).information else {
        srb.set_transferred(0);
        srb.complete(cx, SrbStatus::NoDevice);
        return Ok(());
    };
    let here = srb.address().path_id == 0 && srb.address().target_id == 0;
    let built = match srb.function() {
        _ if !here => Err(Refusal::Status(SrbStatus::NoDevice)),
        SrbFunction::ExecuteScsi => build(dump, cx, &srb, information),
        SrbFunction::Flush | SrbFunction::Shutdown => flush(dump, cx, &srb, information),
        _ => Err(Refusal::Status(SrbStatus::InvalidRequest)),
    };
    match built {
        Ok(Built::Command(command, bytes)) => {
            let state = dump.state.get(cx);
            state.io.submit(&dump.memory, command);
            state.running = Some((srb, bytes));
        }
        Ok(Built::Done(bytes)) => {
            srb.set_transferred(bytes);
            srb.complete(cx, SrbStatus::Success);
        }
        Err(refusal) => {
            srb.set_transferred(refusal.transferred());
            match refusal {
                Refusal::Sense(sense) => srb.complete_with_sense(cx, &sense),
                Refusal::Status(status) => srb.complete(cx, status),
                Refusal::Overrun(_) => srb.complete(cx, SrbStatus::DataOverrun),
            }
        }
    }
    Ok(())
}

/// Looks for the completion of the command that runs, whatever the controller says of interrupts.
#[dump_hw_interrupt]
pub fn poll_dump(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    let state = dump.state.get(cx);
    let Some(completion) = state.io.take(&dump.memory) else {
        return false;
    };
    let Some((mut srb, bytes)) = state.running.take() else {
        return true;
    };
    let ending = completion.status().ending();
    let succeeded = matches!(ending, Ending::Status(SrbStatus::Success));
    srb.set_transferred(if succeeded { bytes } else { 0 });
    match ending {
        Ending::Status(status) => srb.complete(cx, status),
        Ending::Sense(sense) => srb.complete_with_sense(cx, &sense),
        Ending::Scsi(status) => srb.complete_with_scsi_status(cx, status),
    }
    true
}

/// The unit of a request, which the controller is asked for once.
fn unit(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    srb: &DumpSrb<DumpAdapter>,
) -> Option<Unit> {
    let lun = srb.address().lun;
    let namespace = namespace_of(lun);
    let known = dump.state.get(cx).unit.filter(|&(known, _)| known == lun);
    let found = match known {
        Some((_, found)) => found,
        None => identify_namespace(dump, cx, namespace)?,
    };
    dump.state.get(cx).unit = Some((lun, found));
    Some(Unit {
        namespace,
        geometry: Geometry::of(&found),
        identifiers: found.identifiers,
        limits: Limits::default(),
        ready: Ok(()),
    })
}

fn target(unit: &Unit, information: &Information) -> Target {
    Target {
        namespace: unit.namespace,
        geometry: unit.geometry,
        optional: information.controller.optional,
        write_cache: information.controller.volatile_write_cache,
        longest_transfer: information.longest_transfer,
        limits: unit.limits,
        stopped: false,
    }
}

/// A SCSI command.
fn build(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    srb: &DumpSrb<DumpAdapter>,
    information: Information,
) -> Result<Built, Refusal> {
    let command = scsi::parse(srb.cdb(), |direction| srb.permits(direction))?;
    let unit = unit(dump, cx, srb);
    let count = FieldPointer::block_count(srb.cdb());
    if let (Ok(command), Some(unit)) = (command, &unit)
        && let Some(translation) = scsi::translate(command, count, &target(unit, &information))
    {
        return match translation? {
            Translation::Done => Ok(Built::Done(0)),
            Translation::Command(command, Data::None) => Ok(Built::Command(command, 0)),
            Translation::Command(command, Data::Transfer(bytes)) => {
                let command = command.data(data_entries(dump, cx, srb, bytes)?);
                Ok(Built::Command(command, bytes))
            }
            // Nobody unmaps while a dump is written.
            Translation::Command(_, Data::Ranges(_) | Data::Zeros(_)) => {
                Err(Sense::INVALID_COMMAND_OPERATION_CODE.into())
            }
        };
    }
    let known = Known {
        information: &information,
        units: None,
        unit,
    };
    let mut buffer = [0; LONGEST_RESPONSE];
    let room = allocation_length(command).min(srb.transfer_length());
    let mut response = Response::new(&mut buffer, room);
    scsi::respond(&known, command, &mut response)?;
    let bytes = response.bytes();
    if !bytes.is_empty() {
        let data = srb
            .data()
            .ok_or(Refusal::Status(SrbStatus::InternalError))?;
        data.write_at(0, bytes)?;
    }
    scsi::transferred(command, &response).map(Built::Done)
}

/// What was written has to be on the medium.
fn flush(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    srb: &DumpSrb<DumpAdapter>,
    information: Information,
) -> Result<Built, Refusal> {
    let unit = unit(dump, cx, srb).ok_or(Refusal::Status(SrbStatus::NoDevice))?;
    Ok(match target(&unit, &information).flush() {
        Translation::Command(command, _) => Built::Command(command, 0),
        Translation::Done => Built::Done(0),
    })
}

/// The PRP entries for the first `length` bytes of a request's data.
fn data_entries(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    srb: &DumpSrb<DumpAdapter>,
    length: u32,
) -> Result<[u64; 2], Refusal> {
    if srb.transfer_length() < length {
        return Err(Refusal::Status(SrbStatus::DataOverrun));
    }
    let pieces = srb
        .scatter_gather_list(cx)
        .ok_or(Refusal::Status(SrbStatus::InternalError))?;
    let pieces = pieces.iter().map(|(start, bytes)| (start.get(), bytes));
    let list = dump.memory.list();
    let entries = Entries::build(pieces, length.into(), |index, entry| {
        let room = index < list.len();
        if room {
            list.write(index, entry);
        }
        room
    });
    match entries {
        Ok(entries) => Ok(entries.for_command(list.physical_address().get())),
        Err(PrpError::TooShort) => Err(Refusal::Status(SrbStatus::DataOverrun)),
        Err(PrpError::Unaligned | PrpError::Gap | PrpError::TooLong) => {
            Err(Refusal::Status(SrbStatus::InvalidRequest))
        }
    }
}
