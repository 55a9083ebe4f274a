//! Adapters that come, stop, go away, and are several.

use miniport::ffi;
use miniport::scsi::cdb;
use miniport_sim::testing::{FORMS, pattern};
use miniport_sim::{AdapterOptions, Address, Direction, LoadError, Machine, Role, SrbForm};

use crate::fixture::{everywhere, load, start};

#[test]
fn a_wrong_argument_string_is_refused_with_the_reason() {
    for (argument, reason) in [
        (
            "lun=64Q",
            "argument string, byte 4: a size is digits and an optional K, M, G or T",
        ),
        (
            "lun=1000",
            "argument string, byte 4: the size is not a multiple of the block size",
        ),
        (
            "lun=1M,fast",
            "argument string, byte 7: an option is 512, 4096, readonly, eject or dump",
        ),
        (
            "disk",
            "argument string, byte 0: expected `lun=<size>[,<option>...]` or `serial=<text>`",
        ),
        (
            "lun=5T",
            "argument string, byte 4: a unit has at least one block and at most 4096 GiB",
        ),
    ] {
        let machine = Machine::new(1);
        let driver = load(&machine);
        let error = machine.add_adapter(&driver, argument).unwrap_err();
        assert_eq!(
            error,
            LoadError::AdapterNotFound {
                returned: ffi::SP_RETURN_BAD_CONFIG
            }
        );
        let log = machine.log();
        assert!(log.iter().any(|line| line.text.contains(reason)), "{log:?}");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn data_survives_a_stop() {
    everywhere("lun=8M", |bench| {
        let data = pattern(1 << 20, 1);
        bench.write(7, &data);
        assert!(bench.adapter.stop().unwrap());
        bench.adapter.restart().unwrap();
        assert!(bench.read(7, 2048) == data);
    });
}

#[test]
fn a_stop_waits_for_requests() {
    for seed in 0..16 {
        let bench = start(seed, SrbForm::Storage, "lun=64M");
        let disk = bench.disk();
        let pending: Vec<_> = (0..48)
            .map(|index| disk.submit_write(index * 512, &[7; 512]).unwrap())
            .collect();
        assert!(bench.adapter.stop().unwrap());
        for request in pending {
            assert!(request.wait().unwrap().0.is_success());
        }
        bench.adapter.restart().unwrap();
        assert_eq!(bench.read(47 * 512, 1), [7; 512]);
        bench.finish();
    }
}

#[test]
fn surprise_removal_ends_everything() {
    for form in FORMS {
        for seed in 0..32 {
            let bench = start(seed, form, "lun=64M,4096");
            let disk = bench.disk();
            let data = pattern(64 << 10, seed);
            let pending: Vec<_> = (0..40)
                .map(|index| disk.submit_write(index * 64, &data).unwrap())
                .collect();
            bench
                .machine
                .advance(std::time::Duration::from_micros(seed * 2));
            bench.adapter.surprise_remove().unwrap();
            for request in pending {
                let (completion, _) = request.wait().unwrap();
                let ends = [ffi::SRB_STATUS_SUCCESS, ffi::SRB_STATUS_NO_DEVICE];
                assert!(
                    ends.contains(&completion.srb_status),
                    "seed {seed}: {completion}"
                );
            }
            let ready = bench.adapter.execute(
                Address::default(),
                &cdb::test_unit_ready(),
                Direction::None,
                &mut [],
            );
            if let Ok(completion) = ready {
                assert_eq!(completion.srb_status, ffi::SRB_STATUS_NO_DEVICE);
            }
            bench.adapter.remove();
            bench.finish();
        }
    }
}

#[test]
fn more_requests_than_can_wait_are_sent_again() {
    for seed in 0..8 {
        let machine = Machine::builder(seed).processors(3).build();
        let driver = load(&machine);
        let options = AdapterOptions::new()
            .argument("lun=64M;lun=64M;lun=64M")
            .queue_depth(200);
        let adapter = machine.add_adapter(&driver, options).unwrap();
        let disks = adapter.disks();
        let mut pending = Vec::new();
        for (index, disk) in (0..180).zip(disks.iter().cycle()) {
            pending.push(
                disk.submit_write(index * 512, &pattern(512, index))
                    .unwrap(),
            );
        }
        for request in pending {
            let (completion, _) = request.wait().unwrap();
            assert!(completion.is_success(), "{completion}");
        }
        for (index, disk) in (0..180).zip(disks.iter().cycle()) {
            let mut data = [0; 512];
            disk.read(index * 512, &mut data).unwrap();
            assert_eq!(data[..], pattern(512, index));
        }
        machine.shutdown().assert_clean();
    }
}

#[test]
fn adapters_of_one_driver_are_apart() {
    for seed in 0..8 {
        let machine = Machine::builder(seed).processors(2).build();
        let driver = load(&machine);
        let adapters: Vec<_> = ["lun=4M", "lun=4M,4096;lun=1M", "lun=16M;serial=third"]
            .into_iter()
            .zip([SrbForm::Scsi, SrbForm::Storage].into_iter().cycle())
            .map(|(argument, form)| {
                machine
                    .add_adapter(
                        &driver,
                        AdapterOptions::new().argument(argument).srb_form(form),
                    )
                    .unwrap()
            })
            .collect();
        let disks: Vec<_> = adapters
            .iter()
            .flat_map(miniport_sim::Adapter::disks)
            .collect();
        assert_eq!(disks.len(), 4);
        let pending: Vec<_> = (0_u64..)
            .zip(&disks)
            .map(|(index, disk)| disk.submit_write(1, &pattern(1 << 16, index)).unwrap())
            .collect();
        assert!(
            pending
                .into_iter()
                .all(|request| request.wait().unwrap().0.is_success())
        );
        for (index, disk) in (0_u64..).zip(&disks) {
            let mut data = vec![0; 1 << 16];
            disk.read(1, &mut data).unwrap();
            assert!(data == pattern(1 << 16, index));
            assert_eq!(
                disks
                    .iter()
                    .filter(|other| other.info().serial == disk.info().serial)
                    .count(),
                1
            );
        }
        adapters[0].surprise_remove().unwrap();
        adapters[1].stop().unwrap();
        let mut data = [0; 512];
        disks[3].read(1, &mut data).unwrap();
        adapters[1].restart().unwrap();
        disks[1].read(0, &mut [0; 4096]).unwrap();
        machine.shutdown().assert_clean();
    }
}

#[test]
fn the_driver_can_be_unloaded_and_loaded_again() {
    let machine = Machine::new(9);
    for _ in 0..3 {
        let driver = load(&machine);
        let adapter = machine.add_adapter(&driver, "lun=1M").unwrap();
        adapter.disks()[0].write(0, &vec![1; 1 << 20]).unwrap();
        machine.unload(&driver);
    }
    machine.shutdown().assert_clean();
}

#[test]
fn runs_with_one_seed_are_the_same() {
    let run = |seed| {
        let bench = start(seed, SrbForm::Storage, "lun=16M;serial=S");
        let disk = bench.disk();
        disk.write(3, &pattern(3 << 20, 1)).unwrap();
        disk.unmap(0, 1000).unwrap();
        let report = bench.machine.report();
        bench.finish();
        (
            report.fingerprint,
            report.calls_of(Role::HwStartIo),
            report.calls_of(Role::HwWorkItem),
        )
    };
    for seed in 0..4 {
        let first = run(seed);
        assert_eq!(first, run(seed));
        assert!(first.1 > 0 && first.2 > 0);
    }
}
