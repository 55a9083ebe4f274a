//! The commands that ask: INQUIRY and its pages, READ CAPACITY, MODE SENSE, REPORT LUNS, REQUEST SENSE.

use miniport::scsi::cdb::{self, Cdb};
use miniport::scsi::{AdditionalSense, Sense, SenseKey};
use miniport_sim::testing::{assert_invalid_field, assert_sense};
use miniport_sim::{Adapter, Direction, Machine, SrbForm};

use crate::fixture::{everywhere, load, start};

fn page(code: u8) -> Cdb {
    cdb::inquiry(Some(code), 255)
}

#[test]
fn the_scan_finds_disks_as_they_are() {
    everywhere("lun=64M;lun=1G,4096,readonly;serial=SCAN", |bench| {
        let disks = bench.adapter.disks();
        let [first, second] = &disks[..] else {
            panic!("{disks:?}")
        };
        let info = first.info();
        assert_eq!(
            (info.vendor.as_str(), info.product.as_str()),
            ("MINIPORT", "RAM disk")
        );
        assert_eq!(info.serial.as_deref(), Some("SCAN-00"));
        assert_eq!(info.pages, [0x00, 0x80, 0x83, 0xb0, 0xb1, 0xb2]);
        assert!(info.thin && info.solid_state && !info.write_cache && !info.write_protected);
        assert_eq!((first.blocks(), first.block_size()), (128 << 10, 512));
        assert_eq!((second.blocks(), second.block_size()), (256 << 10, 4096));
        assert!(second.info().write_protected);
        assert_eq!(second.info().serial.as_deref(), Some("SCAN-01"));
        assert_ne!(first.info().identifiers, second.info().identifiers);
        assert!(
            disks.iter().all(|disk| disk.info().remarks.is_empty()),
            "{disks:?}"
        );
    });
}

#[test]
fn standard_inquiry_data_is_cut_to_the_allocation_length() {
    everywhere("", |bench| {
        let whole = bench.ask(&cdb::inquiry(None, 255), 255);
        assert_eq!(whole.len(), 96);
        assert_eq!(whole[..8], [0, 0, 6, 0x12, 91, 0, 0, 2]);
        assert_eq!(&whole[8..36], b"MINIPORTRAM disk        1.0 ");
        for length in 0..=96_u8 {
            assert_eq!(
                bench.ask(&[0x12, 0, 0, 0, length, 0], 255),
                whole[..length.into()]
            );
            // A buffer that is shorter than the allocation length is not overrun either.
            assert_eq!(
                bench.ask(&cdb::inquiry(None, 255), length.into()),
                whole[..length.into()]
            );
        }
    });
}

#[test]
fn vital_product_data() {
    everywhere("lun=64M,4096;serial=VPD", |bench| {
        assert_eq!(
            bench.ask(&page(0x00), 255),
            [0, 0, 0, 6, 0, 0x80, 0x83, 0xb0, 0xb1, 0xb2]
        );
        assert_eq!(bench.ask(&page(0x80), 255), *b"\x00\x80\x00\x06VPD-00");
        let identification = bench.ask(&page(0x83), 255);
        assert_eq!(identification[..8], [0, 0x83, 0, 12 + 18, 1, 3, 0, 8]);
        assert_eq!(identification[8] >> 4, 3);
        assert_eq!(&identification[16..], b"\x02\x01\x00\x0eMINIPORTVPD-00");
        let limits = bench.ask(&page(0xb0), 255);
        assert_eq!((limits.len(), &limits[..4]), (64, &[0, 0xb0, 0, 60][..]));
        assert_eq!(limits[8..12], 256_u32.to_be_bytes()); // 1 MiB
        assert_eq!(limits[20..24], u32::MAX.to_be_bytes());
        assert_eq!(limits[24..28], 64_u32.to_be_bytes());
        assert_eq!(limits[28..32], 64_u32.to_be_bytes()); // 256 KiB
        let characteristics = bench.ask(&page(0xb1), 255);
        assert_eq!(
            (characteristics.len(), &characteristics[4..6]),
            (64, &[0, 1][..])
        );
        assert_eq!(bench.ask(&page(0xb2), 255), [0, 0xb2, 0, 4, 0, 0xe4, 2, 0]);
        assert_invalid_field(&bench.send(0, &page(0x86), Direction::In, &mut [0; 255]), 2);
        assert_invalid_field(
            &bench.send(0, &[0x12, 0, 0x80, 0, 255, 0], Direction::In, &mut [0; 255]),
            2,
        );
    });
}

/// SPC-4, 7.8.6: a designator names one logical unit, whatever the argument strings say.
#[test]
fn units_of_two_adapters_with_one_serial_number_differ() {
    for seed in 0..8 {
        let machine = Machine::builder(seed).processors(2).build();
        let driver = load(&machine);
        let add = || {
            machine
                .add_adapter(&driver, "lun=1M;lun=1M;serial=TWICE")
                .unwrap()
        };
        let adapters = [add(), add(), add()];
        let disks: Vec<_> = adapters.iter().flat_map(Adapter::disks).collect();
        let mut names: Vec<_> = disks
            .iter()
            .map(|disk| disk.info().serial.clone())
            .collect();
        let identifiers = disks
            .iter()
            .flat_map(|disk| disk.info().identifiers.clone());
        let mut identifiers: Vec<_> = identifiers.collect();
        assert_eq!((names.len(), identifiers.len()), (6, 12));
        names.sort();
        names.dedup();
        identifiers.sort();
        identifiers.dedup();
        assert_eq!((names.len(), identifiers.len()), (6, 12));
        // Who comes after one that is gone has the name that it had.
        let first = disks[0].info().serial.clone();
        assert_eq!(first.as_deref(), Some("TWICE-00"));
        adapters[0].remove();
        assert_eq!(add().disks()[0].info().serial, first);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn capacities() {
    for (argument, last, block) in [
        ("lun=64M", (128 << 10) - 1, 512),
        ("lun=64M,4096", (16 << 10) - 1, 4096),
        ("lun=2T", u64::from(u32::MAX), 512),
        ("lun=4T", (1 << 33) - 1, 512),
        ("lun=512", 0, 512),
    ] {
        let bench = start(1, SrbForm::Storage, argument);
        let short = bench.ask(&cdb::read_capacity_10(), 8);
        let shown = u32::try_from(last).unwrap_or(u32::MAX);
        assert_eq!(
            short,
            [shown.to_be_bytes(), u32::to_be_bytes(block)].concat(),
            "{argument}"
        );
        let mut cdb = [0; 16];
        (cdb[0], cdb[1], cdb[13]) = (0x9e, 0x10, 32);
        let long = bench.ask(&cdb, 32);
        assert_eq!(long[..8], u64::to_be_bytes(last));
        assert_eq!(
            long[8..16],
            [&u32::to_be_bytes(block)[..], &[0, 0, 0xc0, 0]].concat()
        );
        assert_eq!(long.len(), 32);
        cdb[13] = 8;
        assert_eq!(bench.ask(&cdb, 32).len(), 8);
        bench.finish();
    }
}

#[test]
fn mode_pages() {
    everywhere("lun=64M", |bench| {
        let caching = [8, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let control = [10, 10, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0];
        let descriptor = [0, 2, 0, 0, 0, 0, 2, 0];
        let all = bench.ask(&[0x1a, 0, 0x3f, 0, 192, 0], 192);
        assert_eq!(
            all,
            [&[43, 0, 0x10, 8][..], &descriptor, &caching, &control].concat()
        );
        let ten = bench.ask(&[0x5a, 8, 8, 0, 0, 0, 0, 0, 192, 0], 192);
        assert_eq!(ten, [&[0, 26, 0, 0x10, 0, 0, 0, 0][..], &caching].concat());
        let changeable = bench.ask(&[0x1a, 8, 0x4a, 0, 192, 0], 192);
        assert_eq!(changeable[4..], [10, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(bench.ask(&[0x1a, 0, 0x3f, 0, 4, 0], 192), [43, 0, 0x10, 8]);
        let saved = bench.send(0, &[0x1a, 0, 0xc8, 0, 192, 0], Direction::In, &mut [0; 192]);
        assert_sense(
            &saved,
            SenseKey::IllegalRequest,
            AdditionalSense::SAVING_PARAMETERS_NOT_SUPPORTED,
        );
        assert_invalid_field(
            &bench.send(0, &[0x1a, 0, 0x1c, 0, 192, 0], Direction::In, &mut [0; 192]),
            2,
        );
        // MODE SELECT does not exist, and no value says that it can be changed.
        let select = bench.give(&[0x15, 0x10, 0, 0, 24, 0], &[0; 24]);
        assert_sense(
            &select,
            SenseKey::IllegalRequest,
            AdditionalSense::INVALID_COMMAND_OPERATION_CODE,
        );
    });
}

#[test]
fn report_luns() {
    everywhere("lun=1M;lun=1M;lun=1M", |bench| {
        let cdb = |select, length: u32| {
            let [a, b, c, d] = length.to_be_bytes();
            [0xa0, 0, select, 0, 0, 0, a, b, c, d, 0, 0]
        };
        let list = [
            [0, 0, 0, 24, 0, 0, 0, 0],
            [0; 8],
            [0, 1, 0, 0, 0, 0, 0, 0],
            [0, 2, 0, 0, 0, 0, 0, 0],
        ]
        .concat();
        assert_eq!(bench.ask(&cdb(0, 4096), 4096), list);
        assert_eq!(bench.ask(&cdb(2, u32::MAX), 4096), list);
        assert_eq!(bench.ask(&cdb(0, 16), 4096), list[..16]);
        assert_eq!(bench.ask(&cdb(1, 4096), 4096), [0; 8]);
        // Units that do not exist know the others too.
        let mut data = [0; 32];
        assert!(
            bench
                .send(9, &cdb(0, 32), Direction::In, &mut data)
                .is_success()
        );
        assert_eq!(data, list[..]);
    });
}

#[test]
fn all_units_are_reported() {
    let bench = start(3, SrbForm::Scsi, &"lun=1M;".repeat(32));
    assert_eq!(bench.adapter.disks().len(), 32);
    bench.finish();
}

#[test]
fn request_sense_has_nothing_to_report() {
    everywhere("", |bench| {
        let fixed = bench.ask(&cdb::request_sense(false, 252), 252);
        assert_eq!(Sense::parse(&fixed), Some(Sense::NO_SENSE));
        assert_eq!((fixed.len(), fixed[0]), (18, 0x70));
        let descriptor = bench.ask(&cdb::request_sense(true, 252), 252);
        assert_eq!(Sense::parse(&descriptor), Some(Sense::NO_SENSE));
        assert_eq!((descriptor.len(), descriptor[0]), (8, 0x72));
    });
}

#[test]
fn units_that_do_not_exist_say_so() {
    everywhere("", |bench| {
        let mut data = [0; 36];
        assert!(
            bench
                .send(1, &cdb::inquiry(None, 36), Direction::In, &mut data)
                .is_success()
        );
        assert_eq!(data[0], 0x7f);
        let sense = (
            SenseKey::IllegalRequest,
            AdditionalSense::LOGICAL_UNIT_NOT_SUPPORTED,
        );
        let ready = bench.send(1, &cdb::test_unit_ready(), Direction::None, &mut []);
        assert_sense(&ready, sense.0, sense.1);
        // Whatever else is wrong with the command.
        let unknown = bench.send(1, &[0xff; 6], Direction::None, &mut []);
        assert_sense(&unknown, sense.0, sense.1);
        let invalid = [0xa8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let cut = bench.send(1, &invalid, Direction::None, &mut []);
        assert_sense(&cut, sense.0, sense.1);
        assert_sense(
            &bench.send(255, &page(0x80), Direction::In, &mut [0; 64]),
            sense.0,
            sense.1,
        );
        let mut data = [0; 18];
        assert!(
            bench
                .send(1, &cdb::request_sense(false, 18), Direction::In, &mut data)
                .is_success()
        );
        assert_eq!(
            Sense::parse(&data).map(|found| (found.key, found.code)),
            Some(sense)
        );
    });
}
