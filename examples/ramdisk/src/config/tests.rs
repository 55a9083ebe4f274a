//! Argument strings, right and wrong.

extern crate std;

use std::string::ToString;
use std::vec::Vec;

use super::{Config, ConfigErrorKind, MAX_UNITS};

fn sizes(arguments: &str) -> Vec<(u64, u32)> {
    let config = Config::parse(arguments.as_bytes()).unwrap();
    config
        .units()
        .map(|unit| (unit.capacity.bytes(), unit.capacity.block_size().bytes()))
        .collect()
}

fn error(arguments: &str) -> (usize, ConfigErrorKind) {
    let error = Config::parse(arguments.as_bytes()).unwrap_err();
    (error.position, error.kind)
}

#[test]
fn units_come_in_order() {
    assert_eq!(sizes(""), [(64 << 20, 512)]);
    assert_eq!(sizes(" ; "), [(64 << 20, 512)]);
    assert_eq!(sizes("serial=A-1"), [(64 << 20, 512)]);
    assert_eq!(
        sizes("lun=64M,4096;lun=1G"),
        [(64 << 20, 4096), (1 << 30, 512)]
    );
    assert_eq!(
        sizes(" lun = 1024 , 512 ;; lun=4t,4096;"),
        [(1024, 512), (4 << 40, 4096)]
    );
}

#[test]
fn options_and_serial_are_kept() {
    let config = Config::parse(b"lun=1M,readonly,4096,eject;serial=SN-42").unwrap();
    let unit = config.units().next().unwrap();
    assert!(unit.read_only && unit.ejectable);
    assert_eq!(config.serial(), "SN-42");
    assert_eq!(Config::parse(b"").unwrap().serial(), "");
    let config = Config::parse(b"lun=1M;lun=1G,dump").unwrap();
    assert!(config.units().map(|unit| unit.dump).eq([false, true]));
}

#[test]
fn errors_say_what_and_where() {
    assert_eq!(error("disk=1M"), (0, ConfigErrorKind::UnknownItem));
    assert_eq!(error("lun=1M; quiet"), (8, ConfigErrorKind::UnknownItem));
    assert_eq!(error("lun="), (4, ConfigErrorKind::InvalidSize));
    assert_eq!(error("lun=1M;lun=x"), (11, ConfigErrorKind::InvalidSize));
    assert_eq!(error("lun=-1"), (4, ConfigErrorKind::InvalidSize));
    assert_eq!(error("lun=1MB"), (4, ConfigErrorKind::InvalidSize));
    assert_eq!(error("lun=0"), (4, ConfigErrorKind::SizeOutOfRange));
    assert_eq!(error("lun=5T"), (4, ConfigErrorKind::SizeOutOfRange));
    assert_eq!(
        error("lun=99999999999999999999"),
        (4, ConfigErrorKind::SizeOutOfRange)
    );
    assert_eq!(
        error("lun=18446744073709551615T"),
        (4, ConfigErrorKind::SizeOutOfRange)
    );
    assert_eq!(error("lun=1000"), (4, ConfigErrorKind::SizeNotInBlocks));
    assert_eq!(error("lun=512,4096"), (4, ConfigErrorKind::SizeNotInBlocks));
    assert_eq!(error("lun=1M,8192"), (7, ConfigErrorKind::UnknownOption));
    assert_eq!(error("lun=1M,"), (7, ConfigErrorKind::UnknownOption));
    assert_eq!(error("lun=2G,dump"), (4, ConfigErrorKind::DumpTooLarge));
    assert_eq!(
        error("lun=1M,dump;lun=1M,dump"),
        (12, ConfigErrorKind::SecondDump)
    );
    assert_eq!(error("serial="), (7, ConfigErrorKind::InvalidSerial));
    assert_eq!(
        error("serial=0123456789abc"),
        (7, ConfigErrorKind::InvalidSerial)
    );
    assert_eq!(error("serial=\u{e9}"), (7, ConfigErrorKind::InvalidSerial));
    assert_eq!(
        error(&"lun=1M;".repeat(usize::from(MAX_UNITS) + 1)).1,
        ConfigErrorKind::TooManyUnits
    );
}

#[test]
fn errors_read_well() {
    let error = Config::parse(b"lun=7Q").unwrap_err().to_string();
    assert_eq!(
        error,
        "argument string, byte 4: a size is digits and an optional K, M, G or T"
    );
}
