//! The commands that are answered without the controller.

use miniport::prelude::*;
use miniport::scsi::{Command, DataDirection, Response, Sense, SenseFormat, opcode};

use super::{inquiry, parameters};
use crate::adapter::{Adapter, Information};
use crate::identify::{Identifiers, Limits};
use crate::unit::{Geometry, Units};

/// How a command went: the number of bytes transferred.
pub type Answer = Result<u32, Refusal>;

/// Why a command did not go well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// CHECK CONDITION.
    Sense(Sense),
    /// The request, rather than the command, fails.
    Status(SrbStatus),
    /// The data is longer than the request's buffer, which has as many bytes of it.
    Overrun(u32),
}

impl Refusal {
    /// How many bytes were transferred all the same.
    pub const fn transferred(self) -> u32 {
        match self {
            Self::Overrun(bytes) => bytes,
            Self::Sense(_) | Self::Status(_) => 0,
        }
    }
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

/// What an answer is made of.
pub struct Known<'a> {
    /// The controller.
    pub information: &'a Information,
    /// All units; `None` in dump mode, which has one.
    pub units: Option<&'a Units>,
    /// The unit that is asked, if there is one.
    pub unit: Option<Unit>,
}

/// The unit that is asked.
#[derive(Clone, Copy)]
pub struct Unit {
    /// Its namespace.
    pub namespace: u32,
    /// Its size and properties.
    pub geometry: Geometry,
    /// Its names.
    pub identifiers: Identifiers,
    /// What commands may do at most.
    pub limits: Limits,
    /// Why commands cannot reach its medium.
    pub ready: Result<(), Sense>,
}

/// The longest response: REPORT LUNS with all units.
pub const LONGEST_RESPONSE: usize = 8 + 8 * crate::unit::UNITS as usize;

/// Answers a command.
///
/// # Errors
/// What is wrong with it.
pub fn answer(
    cx: &mut BuildIo<'_, Adapter>,
    srb: &Srb<Adapter>,
    known: &Known<'_>,
    command: Result<Command, Sense>,
) -> Answer {
    let mut buffer = [0; LONGEST_RESPONSE];
    let room = allocation_length(command).min(srb.transfer_length());
    let mut response = Response::new(&mut buffer, room);
    respond(known, command, &mut response)?;
    let bytes = response.bytes();
    if !bytes.is_empty() {
        let data = srb
            .map_data(cx)
            .ok_or(Refusal::Status(SrbStatus::InternalError))?;
        data.write_at(0, bytes)?;
    }
    transferred(command, &response)
}

/// Reads a command that a request brings.
///
/// # Errors
/// INVALID REQUEST for one whose data would go the way that the request does not allow: nothing is touched. What is wrong with the
/// command, if that is said before anything about the unit.
pub fn parse(cdb: &[u8], permits: impl Fn(DataDirection) -> bool) -> Result<Parsed, Refusal> {
    match Command::parse(cdb) {
        Ok(command) if !permits(command.data_direction()) => {
            Err(Refusal::Status(SrbStatus::InvalidRequest))
        }
        Err(sense) if opcode::is_always_done(cdb) => Err(sense.into()),
        command => Ok(command),
    }
}

/// A command, or what is wrong with it.
pub type Parsed = Result<Command, Sense>;

/// How many bytes of a response were transferred.
///
/// # Errors
/// [`Refusal::Overrun`] if there was no room for all, and it was not the command that said so: READ CAPACITY (10) has no allocation
/// length.
pub fn transferred(command: Parsed, response: &Response<'_>) -> Answer {
    let bytes = u32::try_from(response.bytes().len()).unwrap_or(u32::MAX);
    match command {
        Ok(Command::ReadCapacity10) if response.total() > response.bytes().len() => {
            Err(Refusal::Overrun(bytes))
        }
        _ => Ok(bytes),
    }
}

/// How many bytes the initiator has room for.
pub fn allocation_length(command: Parsed) -> u32 {
    command
        .ok()
        .and_then(|command| command.allocation_length())
        .unwrap_or(0)
}

/// Writes the response to a command.
///
/// # Errors
/// What is wrong with it.
pub fn respond(
    known: &Known<'_>,
    command: Result<Command, Sense>,
    response: &mut Response<'_>,
) -> Result<(), Sense> {
    let unit = known.unit.ok_or(Sense::LOGICAL_UNIT_NOT_SUPPORTED);
    match command {
        // These three are answered for every LUN.
        Ok(Command::Inquiry { page, .. }) => inquiry::inquiry(known, page, response)?,
        Ok(Command::ReportLuns { select_report, .. }) => {
            let units = known.units.ok_or(Sense::INVALID_COMMAND_OPERATION_CODE)?;
            parameters::report_luns(units, select_report, response);
        }
        Ok(Command::RequestSense { descriptor, .. }) => {
            let format = if descriptor {
                SenseFormat::Descriptor
            } else {
                SenseFormat::Fixed
            };
            // The sense data is the response: the command itself succeeds.
            let sense = unit.and_then(|unit| unit.ready).err();
            let sense = sense.unwrap_or(Sense::NO_SENSE);
            sense.write(format, response);
        }
        Ok(Command::TestUnitReady) => unit?.ready?,
        Ok(Command::ReadCapacity10) => {
            parameters::read_capacity(known.information, unit?.geometry).write_10(response);
        }
        Ok(Command::ReadCapacity16 { .. }) => {
            parameters::read_capacity(known.information, unit?.geometry).write_16(response);
        }
        Ok(Command::ModeSense(request)) => {
            parameters::mode_sense(known.information, unit?.geometry, request, response)?;
        }
        command => {
            unit?;
            command?;
            return Err(Sense::INVALID_COMMAND_OPERATION_CODE);
        }
    }
    Ok(())
}
