//! A request in words, for findings and the trace.

use std::fmt;

use miniport::ffi;
use miniport::scsi::opcode;

use super::table::{Function, Request};
use crate::kernel::pulse::About;
use crate::storport::unit::Address;

/// Commands by their operation code, and whether they name blocks.
const COMMANDS: [(u8, &str, bool); 25] = [
    (opcode::TEST_UNIT_READY, "TEST UNIT READY", false),
    (opcode::REQUEST_SENSE, "REQUEST SENSE", false),
    (opcode::READ_6, "READ (6)", true),
    (opcode::WRITE_6, "WRITE (6)", true),
    (opcode::INQUIRY, "INQUIRY", false),
    (opcode::MODE_SENSE_6, "MODE SENSE (6)", false),
    (opcode::START_STOP_UNIT, "START STOP UNIT", false),
    (opcode::READ_CAPACITY_10, "READ CAPACITY (10)", false),
    (opcode::READ_10, "READ (10)", true),
    (opcode::WRITE_10, "WRITE (10)", true),
    (opcode::VERIFY_10, "VERIFY (10)", true),
    (opcode::SYNCHRONIZE_CACHE_10, "SYNCHRONIZE CACHE (10)", true),
    (opcode::WRITE_SAME_10, "WRITE SAME (10)", true),
    (opcode::UNMAP, "UNMAP", false),
    (opcode::MODE_SENSE_10, "MODE SENSE (10)", false),
    (opcode::READ_16, "READ (16)", true),
    (opcode::WRITE_16, "WRITE (16)", true),
    (opcode::VERIFY_16, "VERIFY (16)", true),
    (opcode::SYNCHRONIZE_CACHE_16, "SYNCHRONIZE CACHE (16)", true),
    (opcode::WRITE_SAME_16, "WRITE SAME (16)", true),
    (opcode::SERVICE_ACTION_IN_16, "READ CAPACITY (16)", false),
    (opcode::REPORT_LUNS, "REPORT LUNS", false),
    (opcode::READ_12, "READ (12)", true),
    (opcode::WRITE_12, "WRITE (12)", true),
    (opcode::VERIFY_12, "VERIFY (12)", true),
];

/// Functions of request blocks.
const FUNCTIONS: [(u8, &str); 11] = [
    (ffi::SRB_FUNCTION_IO_CONTROL, "IO_CONTROL"),
    (ffi::SRB_FUNCTION_SHUTDOWN, "SHUTDOWN"),
    (ffi::SRB_FUNCTION_FLUSH, "FLUSH"),
    (ffi::SRB_FUNCTION_ABORT_COMMAND, "ABORT_COMMAND"),
    (ffi::SRB_FUNCTION_RESET_BUS, "RESET_BUS"),
    (ffi::SRB_FUNCTION_RESET_DEVICE, "RESET_DEVICE"),
    (ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT, "RESET_LOGICAL_UNIT"),
    (ffi::SRB_FUNCTION_WMI, "WMI"),
    (ffi::SRB_FUNCTION_DUMP_POINTERS, "DUMP_POINTERS"),
    (ffi::SRB_FUNCTION_PNP, "PNP"),
    (ffi::SRB_FUNCTION_POWER, "POWER"),
];

/// The first block and the number of blocks of a command that names some.
pub(super) fn extent(cdb: &[u8; 32]) -> Option<(u64, u64)> {
    let number = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |sum, &byte| sum << 8 | u64::from(byte))
    };
    COMMANDS.iter().find(|row| row.0 == cdb[0] && row.2)?;
    Some(match cdb[0] >> 5 {
        0 => {
            let blocks = if cdb[4] == 0 { 256 } else { u64::from(cdb[4]) };
            (number(&cdb[1..4]) & 0x1F_FFFF, blocks)
        }
        1 | 2 => (number(&cdb[2..6]), number(&cdb[7..9])),
        4 => (number(&cdb[2..10]), number(&cdb[10..14])),
        _ => (number(&cdb[2..6]), number(&cdb[6..10])),
    })
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scsi(cdb, _) => {
                match COMMANDS.iter().find(|row| row.0 == cdb[0]) {
                    Some((.., name, _)) => f.write_str(name)?,
                    None => write!(f, "command {:#04x}", cdb[0])?,
                }
                if cdb[0] == opcode::INQUIRY && cdb[1] & 1 != 0 {
                    write!(f, " for page {:02x}", cdb[2])?;
                }
                if let Some((lba, blocks)) = extent(cdb) {
                    write!(f, " of {blocks} blocks from {lba}")?;
                }
                return Ok(());
            }
            Self::Pnp { action, .. } => return write!(f, "SRB_FUNCTION_PNP ({action})"),
            Self::Power { .. } | Self::Wmi { .. } | Self::Other(_) => {}
        }
        let code = self.code();
        match FUNCTIONS.iter().find(|row| row.0 == code) {
            Some((_, name)) => write!(f, "SRB_FUNCTION_{name}"),
            None => write!(f, "SRB function {code:#04x}"),
        }
    }
}

/// What is asked, of whom.
impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, unit {}", self.function, self.address)
    }
}

impl Request {
    /// What [`in_words`] puts into words again: address and function, and of a command the first 16 bytes.
    pub fn about(&self) -> About {
        let Address {
            path_id,
            target_id,
            lun,
        } = self.address;
        let head = u64::from_le_bytes([1, self.function.code(), path_id, target_id, lun, 0, 0, 0]);
        let mut cdb = [0; 16];
        if let Function::Scsi(bytes, _) = &self.function {
            cdb.copy_from_slice(&bytes[..16]);
        }
        let (words, _) = cdb.as_chunks::<8>();
        [
            head,
            u64::from_le_bytes(words[0]),
            u64::from_le_bytes(words[1]),
        ]
    }
}

/// The request of these words.
pub(crate) fn in_words([head, low, high]: About) -> String {
    let [_, code, path_id, target_id, lun, ..] = head.to_le_bytes();
    let function = if code == ffi::SRB_FUNCTION_EXECUTE_SCSI {
        let cdb = u128::from(low) | u128::from(high) << 64;
        Function::scsi(&cdb.to_le_bytes())
    } else {
        Function::Other(code)
    };
    format!("{function}, unit {}", Address::new(path_id, target_id, lun))
}

#[cfg(test)]
mod tests {
    use super::super::table::Purpose;
    use super::*;

    #[test]
    fn a_request_says_what_it_asks_for_and_of_whom() {
        let words = |cdb: &[u8]| {
            let unit = Address::new(1, 2, 3);
            let request = Request::new(Function::scsi(cdb), unit, 1, Purpose::Sender);
            assert_eq!(in_words(request.about()), request.to_string());
            request.to_string()
        };
        let read = miniport::scsi::cdb::read_10(7, 8);
        assert_eq!(words(&read), "READ (10) of 8 blocks from 7, unit 1:2:3");
        let read = miniport::scsi::cdb::read_16(1 << 40, 9);
        assert_eq!(
            words(&read),
            "READ (16) of 9 blocks from 1099511627776, unit 1:2:3"
        );
        let read = miniport::scsi::cdb::read_12(5, 6);
        assert_eq!(words(&read), "READ (12) of 6 blocks from 5, unit 1:2:3");
        let read = miniport::scsi::cdb::read_6(5, 0);
        assert_eq!(words(&read), "READ (6) of 256 blocks from 5, unit 1:2:3");
        let page = miniport::scsi::cdb::inquiry(Some(0x83), 96);
        assert_eq!(words(&page), "INQUIRY for page 83, unit 1:2:3");
        assert_eq!(words(&[0xC0]), "command 0xc0, unit 1:2:3");
    }
}
