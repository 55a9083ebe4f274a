//! The SCSI commands: which of them there are, what each needs, and who answers.

mod inquiry;
pub mod later;
mod parameters;
mod start_stop;
mod transfer;

pub use inquiry::standard;
pub use transfer::whole_length;

use miniport::prelude::*;
use miniport::scsi::{Command, Response, Sense, opcode};

use crate::adapter::Adapter;
use crate::area::Area;
use crate::unit::{Unit, Units};

/// How a command went: the number of bytes transferred.
pub type Answer = Result<u32, Refusal>;

/// Why a command did not go well, or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// CHECK CONDITION.
    Sense(Sense),
    /// The request, rather than the command, fails.
    Status(SrbStatus),
    /// The data is longer than the request's buffer, which has as many bytes of it.
    Overrun(u32),
    /// The command is right, and takes memory or time: it is for the work item.
    Later,
}

impl Refusal {
    /// How many bytes were transferred all the same.
    pub fn transferred(self) -> u32 {
        match self {
            Self::Overrun(bytes) => bytes,
            _ => 0,
        }
    }

    /// The status of the request; that of one with sense data follows from those.
    pub fn status(self) -> SrbStatus {
        match self {
            Self::Sense(_) => SrbStatus::Error,
            Self::Status(status) => status,
            Self::Overrun(_) => SrbStatus::DataOverrun,
            Self::Later => SrbStatus::InternalError, // answered by the caller
        }
    }
}

impl From<Sense> for Refusal {
    fn from(sense: Sense) -> Self {
        Self::Sense(sense)
    }
}

/// The data buffer is shorter than what the command transfers.
const TOO_SHORT: Refusal = Refusal::Status(SrbStatus::DataOverrun);

impl From<OutOfBounds> for Refusal {
    fn from(_: OutOfBounds) -> Self {
        TOO_SHORT
    }
}

/// Bytes of the answer to READ CAPACITY (10).
pub const READ_CAPACITY_10: u32 = 8;

/// The longest response: REPORT LUNS with all units.
const LONGEST_RESPONSE: usize = 512;

/// Answers a command, with the `StartIo` lock held.
pub fn execute(units: &mut Units, area: Option<Area<'_>>, srb: &Srb<Adapter>) -> Answer {
    let (lun, cdb, data) = (srb.address().lun, srb.cdb(), &srb.data());
    let command = Command::parse(cdb);
    if command.is_ok_and(|command| !srb.permits(command.data_direction())) {
        // Its data would go the way that the sender does not expect.
        return Err(Refusal::Status(SrbStatus::InvalidRequest));
    }
    match command {
        // These three are answered for every LUN, and before a unit attention condition.
        Ok(Command::Inquiry {
            page,
            allocation_length,
        }) => try_respond(data, allocation_length.into(), |response| {
            inquiry::inquiry(units.get_mut(lun), page, response)
        }),
        Ok(Command::ReportLuns {
            select_report,
            allocation_length,
        }) => {
            let answer = respond(data, allocation_length, |response| {
                parameters::report_luns(units, select_report, response);
            });
            units.are_reported();
            answer
        }
        Ok(Command::RequestSense {
            descriptor,
            allocation_length,
        }) => respond(data, allocation_length.into(), |response| {
            parameters::request_sense(units.get_mut(lun), descriptor, response);
        }),
        Err(sense) if opcode::is_always_done(cdb) => Err(sense.into()),
        command => {
            let unit = units
                .get_mut(lun)
                .ok_or(Sense::LOGICAL_UNIT_NOT_SUPPORTED)?;
            unit.take_attention()?;
            unit.execute(command?, area, data)
        }
    }
}

impl Unit {
    fn execute(
        &mut self,
        command: Command,
        area: Option<Area<'_>>,
        data: &DataBuffer<'_>,
    ) -> Answer {
        match command {
            Command::TestUnitReady => Ok(self.ready().map(|()| 0)?),
            Command::ReadCapacity10 => match respond(data, READ_CAPACITY_10, |response| {
                self.read_capacity().write_10(response);
            })? {
                // There is no allocation length to say that less is wanted.
                cut if cut < READ_CAPACITY_10 => Err(Refusal::Overrun(cut)),
                whole => Ok(whole),
            },
            Command::ReadCapacity16 { allocation_length } => {
                respond(data, allocation_length, |response| {
                    self.read_capacity().write_16(response);
                })
            }
            Command::ModeSense(request) => {
                try_respond(data, request.allocation_length.into(), |response| {
                    self.mode_sense(request, response)
                })
            }
            Command::StartStopUnit {
                power_condition,
                load_eject,
                start,
                ..
            } => self.start_stop(power_condition, load_eject, start),
            Command::Read { lba, blocks, .. } => self.read(self.range(lba, blocks)?, area, data),
            Command::Write { lba, blocks, .. } => self.write(self.range(lba, blocks)?, area, data),
            Command::Verify { lba, blocks, check } => {
                self.verify(self.range(lba, blocks)?, check, area, data)
            }
            Command::SynchronizeCache { lba, blocks, .. } => self.synchronize_cache(lba, blocks),
            // The whole of their checks stands with their work. Where all memory is there, none is given or taken.
            Command::Unmap { .. } | Command::WriteSame { .. } if area.is_none() => {
                Err(Refusal::Later)
            }
            _ => Err(Sense::INVALID_COMMAND_OPERATION_CODE.into()),
        }
    }
}

/// Makes a response of at most `allocation_length` bytes, and copies it to the data buffer as far as that has room.
fn try_respond(
    data: &DataBuffer<'_>,
    allocation_length: u32,
    write: impl FnOnce(&mut Response<'_>) -> Result<(), Sense>,
) -> Answer {
    let length = |bytes: usize| u32::try_from(bytes).unwrap_or(u32::MAX);
    let mut buffer = [0; LONGEST_RESPONSE];
    let mut response = Response::new(&mut buffer, allocation_length.min(length(data.len())));
    write(&mut response)?;
    data.write_at(0, response.bytes())?;
    Ok(length(response.bytes().len()))
}

/// The same for a response that cannot fail.
pub fn respond(
    data: &DataBuffer<'_>,
    allocation_length: u32,
    write: impl FnOnce(&mut Response<'_>),
) -> Answer {
    try_respond(data, allocation_length, |response| {
        write(response);
        Ok(())
    })
}
