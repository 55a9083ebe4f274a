//! Operation codes (byte 0 of a command descriptor block) that [`Command`](super::Command) knows, with their T10 names.

/// Whether a command is done for every logical unit number, and before a unit attention condition, which it does not clear: INQUIRY,
/// REPORT LUNS, REQUEST SENSE (SAM-5, 5.14; what REQUEST SENSE and REPORT LUNS report they clear).
pub const fn is_always_done(cdb: &[u8]) -> bool {
    matches!(cdb, [INQUIRY | REPORT_LUNS | REQUEST_SENSE, ..])
}

/// TEST UNIT READY.
pub const TEST_UNIT_READY: u8 = 0x00;
/// REQUEST SENSE.
pub const REQUEST_SENSE: u8 = 0x03;
/// READ (6).
pub const READ_6: u8 = 0x08;
/// WRITE (6).
pub const WRITE_6: u8 = 0x0a;
/// INQUIRY.
pub const INQUIRY: u8 = 0x12;
/// MODE SENSE (6).
pub const MODE_SENSE_6: u8 = 0x1a;
/// START STOP UNIT.
pub const START_STOP_UNIT: u8 = 0x1b;
/// READ CAPACITY (10).
pub const READ_CAPACITY_10: u8 = 0x25;
/// READ (10).
pub const READ_10: u8 = 0x28;
/// WRITE (10).
pub const WRITE_10: u8 = 0x2a;
/// VERIFY (10).
pub const VERIFY_10: u8 = 0x2f;
/// SYNCHRONIZE CACHE (10).
pub const SYNCHRONIZE_CACHE_10: u8 = 0x35;
/// WRITE SAME (10).
pub const WRITE_SAME_10: u8 = 0x41;
/// UNMAP.
pub const UNMAP: u8 = 0x42;
/// MODE SENSE (10).
pub const MODE_SENSE_10: u8 = 0x5a;
/// READ (16).
pub const READ_16: u8 = 0x88;
/// WRITE (16).
pub const WRITE_16: u8 = 0x8a;
/// VERIFY (16).
pub const VERIFY_16: u8 = 0x8f;
/// SYNCHRONIZE CACHE (16).
pub const SYNCHRONIZE_CACHE_16: u8 = 0x91;
/// WRITE SAME (16).
pub const WRITE_SAME_16: u8 = 0x93;
/// SERVICE ACTION IN (16): the service action in byte 1 says which command it is.
pub const SERVICE_ACTION_IN_16: u8 = 0x9e;
/// REPORT LUNS.
pub const REPORT_LUNS: u8 = 0xa0;
/// READ (12).
pub const READ_12: u8 = 0xa8;
/// WRITE (12).
pub const WRITE_12: u8 = 0xaa;
/// VERIFY (12).
pub const VERIFY_12: u8 = 0xaf;

/// READ CAPACITY (16): the service action of [`SERVICE_ACTION_IN_16`].
pub const SERVICE_ACTION_READ_CAPACITY_16: u8 = 0x10;
