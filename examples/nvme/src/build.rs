//! `HW_BUILDIO`: a request becomes a command for the controller, or is answered. No locks are held.

use miniport::prelude::*;
use miniport::scsi::{Command as Scsi, FieldPointer, Sense};

use crate::adapter::{Adapter, Stage};
use crate::command::{Command, nvm};
use crate::finish::refuse;
use crate::prepare::{Window, data_entries};
use crate::scsi::{self, Data, Known, Refusal, Target, Translation, UNMAP_LIST, Unit};
use crate::unit::{Geometry, namespace_of};

/// What comes of a request.
enum Built {
    /// It is done, and so many bytes were transferred.
    Done(u32),
    /// A command, which transfers so many bytes.
    Command(Command, u32),
}

#[hw_buildio]
pub fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    let function = srb.function();
    let here = srb.address().path_id == 0 && srb.address().target_id == 0;
    if !here || adapter.life.stage() != Stage::Running {
        return Some(srb); // HW_STARTIO says why not
    }
    let built = match function {
        SrbFunction::ExecuteScsi => build(adapter, cx, &srb),
        SrbFunction::Flush | SrbFunction::Shutdown => flush(adapter, &srb),
        _ => return Some(srb),
    };
    match built {
        Ok(Built::Command(command, transferred)) => {
            srb.extension_mut().set(command, transferred);
            Some(srb)
        }
        Ok(Built::Done(transferred)) => {
            srb.set_transferred(transferred);
            srb.complete(cx, SrbStatus::Success);
            None
        }
        Err(refusal) => {
            refuse(cx, srb, refusal);
            None
        }
    }
}

fn target(adapter: &Adapter, lun: u8, geometry: Geometry) -> Target {
    Target {
        namespace: namespace_of(lun),
        geometry,
        optional: adapter.information.controller.optional,
        write_cache: adapter.information.controller.volatile_write_cache,
        longest_transfer: adapter.information.longest_transfer,
        limits: adapter.limits.get(),
        stopped: adapter.units.is_stopped(lun),
    }
}

/// A SCSI command.
fn build(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: &Srb<Adapter>,
) -> Result<Built, Refusal> {
    let lun = srb.address().lun;
    let geometry = adapter.units.get(lun);
    let command = scsi::parse(srb.cdb(), |direction| srb.permits(direction))?;
    if let (Ok(command), Some(geometry)) = (command, geometry) {
        let target = target(adapter, lun, geometry);
        let count = FieldPointer::block_count(srb.cdb());
        if let Some(translation) = scsi::translate(command, count, &target) {
            let translation = translation?;
            // From now on: commands that come while the cache is written are those of a stopped unit.
            if let Scsi::StartStopUnit { start, .. } = command {
                adapter.units.set_stopped(lun, !start);
            }
            return match translation {
                Translation::Done => Ok(Built::Done(0)),
                Translation::Command(command, data) => with_data(cx, srb, &target, command, data),
            };
        }
    }
    let unit = geometry.map(|geometry| Unit {
        namespace: namespace_of(lun),
        geometry,
        identifiers: adapter.units.identifiers(cx, lun),
        limits: adapter.limits.get(),
        ready: target(adapter, lun, geometry).ready(),
    });
    let known = Known {
        information: &adapter.information,
        units: Some(&adapter.units),
        unit,
    };
    scsi::answer(cx, srb, &known, command).map(Built::Done)
}

/// `SRB_FUNCTION_FLUSH` and `SRB_FUNCTION_SHUTDOWN`: the unit's data has to be on the medium. Requests may follow.
fn flush(adapter: &Adapter, srb: &Srb<Adapter>) -> Result<Built, Refusal> {
    let lun = srb.address().lun;
    let unit = adapter.units.get(lun);
    let unit = unit.ok_or(Refusal::Status(SrbStatus::InvalidLun))?;
    Ok(match target(adapter, lun, unit).flush() {
        Translation::Command(command, _) => Built::Command(command, 0),
        Translation::Done => Built::Done(0),
    })
}

/// Adds the data of a command.
fn with_data(
    cx: &mut BuildIo<'_, Adapter>,
    srb: &Srb<Adapter>,
    target: &Target,
    command: Command,
    data: Data,
) -> Result<Built, Refusal> {
    match data {
        Data::None => Ok(Built::Command(command, 0)),
        Data::Transfer(bytes) => {
            let command = command.data(data_entries(cx, srb, bytes)?);
            Ok(Built::Command(command, bytes))
        }
        Data::Zeros(bytes) => {
            if srb.transfer_length() < bytes {
                return Err(Refusal::Status(SrbStatus::DataOverrun));
            }
            let data = srb.map_data(cx).ok_or(NO_MEMORY)?;
            if !scsi::is_zero(&data, bytes)? {
                // Only zeros can be written many times.
                return Err(Sense::invalid_field_in_cdb(FieldPointer::cdb(1)).into());
            }
            Ok(Built::Command(command, bytes))
        }
        Data::Ranges(bytes) => {
            let transferred = u32::from(bytes);
            if srb.transfer_length() < transferred {
                return Err(Refusal::Status(SrbStatus::DataOverrun));
            }
            let bytes = usize::from(bytes);
            let data = srb.map_data(cx).ok_or(NO_MEMORY)?;
            let mut list = [0; UNMAP_LIST];
            let list = list.get_mut(..bytes.min(UNMAP_LIST)).unwrap_or_default();
            data.read_at(0, list)?;
            let window = Window::of(cx, srb).ok_or(NO_MEMORY)?;
            let (capacity, limits) = (target.geometry.capacity, target.limits);
            let write = |index, word| window.write(index, word);
            let count = scsi::ranges(list, bytes, capacity, limits, write)?;
            if count == 0 {
                return Ok(Built::Done(transferred));
            }
            let command = nvm::deallocate(target.namespace, count).data([window.address, 0]);
            Ok(Built::Command(command, transferred))
        }
    }
}

const NO_MEMORY: Refusal = Refusal::Status(SrbStatus::InternalError);
