//! Resets, START STOP UNIT, ejection: what changes the state of a unit.

use miniport::ffi;
use miniport::scsi::{AdditionalSense, Sense, SenseKey, cdb};
use miniport_sim::testing::{assert_invalid_field, assert_sense, pattern};
use miniport_sim::{Address, Direction, SrbForm};

use crate::fixture::{everywhere, start};

#[test]
fn a_bus_reset_is_reported_once_by_every_unit() {
    everywhere("lun=1M;lun=1M", |bench| {
        bench.write(0, &[5; 512]);
        bench.adapter.reset().unwrap();
        for lun in [0, 1] {
            // INQUIRY does not report it.
            assert!(
                bench
                    .send(lun, &cdb::inquiry(None, 36), Direction::In, &mut [0; 36])
                    .is_success()
            );
            let ready = bench.send(lun, &cdb::test_unit_ready(), Direction::None, &mut []);
            assert_sense(
                &ready,
                SenseKey::UnitAttention,
                AdditionalSense::SCSI_BUS_RESET_OCCURRED,
            );
            assert!(
                bench
                    .send(lun, &cdb::test_unit_ready(), Direction::None, &mut [])
                    .is_success()
            );
        }
        assert_eq!(bench.read(0, 1), [5; 512]);
    });
}

#[test]
fn a_unit_reset_is_reported_by_that_unit() {
    everywhere("lun=1M;lun=1M", |bench| {
        let reset = bench
            .adapter
            .send(Address::new(0, 0, 1), ffi::SRB_FUNCTION_RESET_LOGICAL_UNIT)
            .unwrap();
        assert_eq!(reset.srb_status, ffi::SRB_STATUS_SUCCESS);
        assert!(bench.command(&cdb::test_unit_ready()).is_success());
        // REQUEST SENSE reports it as data.
        let mut data = [0; 18];
        assert!(
            bench
                .send(1, &cdb::request_sense(false, 18), Direction::In, &mut data)
                .is_success()
        );
        let expected = Sense::unit_attention(AdditionalSense::BUS_DEVICE_RESET_FUNCTION_OCCURRED);
        assert_eq!(Sense::parse(&data), Some(expected));
        assert!(
            bench
                .send(1, &cdb::test_unit_ready(), Direction::None, &mut [])
                .is_success()
        );
    });
}

#[test]
fn a_reset_ends_what_waits() {
    for seed in 0..32 {
        let bench = start(seed, SrbForm::Storage, "lun=64M,4096");
        let disk = bench.disk();
        // New chunks each time: all of them go to the work item.
        let data = pattern(4096, seed);
        let pending: Vec<_> = (0..40)
            .map(|index| disk.submit_write(index * 256, &data).unwrap())
            .collect();
        let same: Vec<_> = (0..4)
            .map(|_| {
                disk.submit(&cdb::write_same_16(0, 0), Direction::Out, &data)
                    .unwrap()
            })
            .collect();
        bench
            .machine
            .advance(std::time::Duration::from_micros(seed));
        bench.adapter.reset().unwrap();
        for request in pending.into_iter().chain(same) {
            let (completion, _) = request.wait().unwrap();
            let ends = [
                ffi::SRB_STATUS_SUCCESS,
                ffi::SRB_STATUS_BUS_RESET,
                ffi::SRB_STATUS_ERROR,
            ];
            assert!(ends.contains(&completion.srb_status), "{completion}");
        }
        bench.finish();
    }
}

#[test]
fn a_stopped_unit_is_not_ready() {
    everywhere("lun=1M", |bench| {
        bench.write(0, &[3; 512]);
        assert!(bench.command(&cdb::start_stop_unit(0)).is_success());
        let not_ready = (
            SenseKey::NotReady,
            AdditionalSense::LOGICAL_UNIT_NOT_READY_INITIALIZING_COMMAND_REQUIRED,
        );
        for completion in [
            bench.command(&cdb::test_unit_ready()),
            bench.send(0, &cdb::read_10(0, 1), Direction::In, &mut [0; 512]),
            bench.give(&cdb::write_10(0, 1), &[1; 512]),
            bench.give(&cdb::write_same_10(0, 1), &[1; 512]),
            bench.command(&cdb::verify_10(0, 1)),
            bench.command(&cdb::synchronize_cache_10(0, 0)),
        ] {
            assert_sense(&completion, not_ready.0, not_ready.1);
        }
        let sense = Sense::parse(&bench.ask(&cdb::request_sense(false, 18), 18)).unwrap();
        assert_eq!((sense.key, sense.code), not_ready);
        assert_eq!(bench.ask(&cdb::read_capacity_10(), 8).len(), 8);
        assert!(
            bench
                .command(&cdb::start_stop_unit(1).with(1, 1))
                .is_success()
        );
        assert_eq!(bench.read(0, 1), [3; 512]);
    });
}

#[test]
fn start_stop_unit_refuses_what_the_unit_cannot() {
    everywhere("lun=1M", |bench| {
        for byte in [0x10, 0x20, 0x30, 0xb0, 2, 3] {
            assert_invalid_field(&bench.command(&cdb::start_stop_unit(byte)), 4);
        }
        assert!(bench.command(&cdb::test_unit_ready()).is_success());
    });
}

#[test]
fn an_ejected_unit_goes_away() {
    everywhere("lun=1M;lun=1M,eject;lun=1M", |bench| {
        let load = bench.send(1, &cdb::start_stop_unit(3), Direction::None, &mut []);
        assert!(load.is_success(), "{load}");
        bench.adapter.disks()[1]
            .write(0, &vec![1; 1 << 20])
            .unwrap();
        let eject = bench.send(1, &cdb::start_stop_unit(2), Direction::None, &mut []);
        assert!(eject.is_success(), "{eject}");
        assert!(bench.adapter.bus_changed());
        // Before the plug and play manager asks them.
        for lun in [0, 2] {
            let ready = bench.send(lun, &cdb::test_unit_ready(), Direction::None, &mut []);
            assert_sense(
                &ready,
                SenseKey::UnitAttention,
                AdditionalSense::REPORTED_LUNS_DATA_HAS_CHANGED,
            );
        }
        let gone = bench.send(1, &cdb::test_unit_ready(), Direction::None, &mut []);
        assert_sense(
            &gone,
            SenseKey::IllegalRequest,
            AdditionalSense::LOGICAL_UNIT_NOT_SUPPORTED,
        );
        bench.machine.run();
        let luns: Vec<_> = bench
            .adapter
            .disks()
            .iter()
            .map(|disk| disk.address().lun)
            .collect();
        assert_eq!(luns, [0, 2]);
    });
}
