//! The driver under the simulated Storport, with a model of its controller. The seed decides whatever Windows and the bus leave open; the
//! report at the end names each broken rule.

mod device;

use std::time::Duration;

use miniport::scsi::cdb;
use miniport_sim::testing::{Bench, pattern};
use miniport_sim::{AdapterOptions, Direction, InterruptResources, Machine, Pending, PowerState};

use crate::device::{Controller, Fault};

/// Runs a test on machines that differ in what they leave to chance: the interrupts come between any two accesses to the device.
fn everywhere(test: impl Fn(&Bench, &Controller)) {
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(2).preemption(30).build();
        let driver = machine.load(my_driver::DriverEntry).expect("loaded");
        let controller = Controller::new();
        let options = AdapterOptions::new().interrupts(InterruptResources::SharedLine);
        let adapter = machine
            .add_pci_adapter(&driver, controller.clone(), options)
            .expect("started");
        let bench = Bench { machine, adapter };
        test(&bench, &controller);
        bench.finish();
        assert!(
            controller.mistakes().is_empty(),
            "{:?}",
            controller.mistakes()
        );
    }
}

#[test]
fn there_is_one_disk_of_8_mib() {
    everywhere(|bench, _| {
        let [disk] = bench.adapter.disks().try_into().expect("one disk");
        assert_eq!((disk.block_size(), disk.size()), (512, 8 << 20));
        assert_eq!(disk.longest_transfer(), 64 << 10);
    });
}

/// Memory lies together by pages only: a request of 64 KiB is up to 17 commands.
#[test]
fn what_was_written_is_read() {
    everywhere(|bench, _| {
        let data = pattern(300 << 10, 1);
        bench.write(7, &data);
        assert!(bench.read(7, 600) == data);
        let last = bench.disk().blocks() - 1;
        bench.write(last, &data[..512]);
        assert!(bench.read(last, 1) == data[..512]);
    });
}

#[test]
fn blocks_behind_the_end_are_refused() {
    everywhere(|bench, _| {
        let disk = bench.disk();
        assert!(disk.write(disk.blocks() - 1, &[7; 1024]).is_err());
        assert!(disk.read(u64::from(u32::MAX), &mut [0; 512]).is_err());
    });
}

#[test]
fn memory_that_is_only_to_be_read_is_not_written() {
    everywhere(|bench, _| {
        let read = bench.give(&cdb::read_10(0, 1), &[7; 512]);
        assert!(!read.is_success(), "{read}");
    });
}

#[test]
fn a_command_that_fails_becomes_sense_data() {
    const MEDIUM_ERROR: u8 = 3;
    everywhere(|bench, controller| {
        controller.inject(Fault::Fail);
        let read = bench.send(0, &cdb::read_10(9, 1), Direction::In, &mut [0; 512]);
        assert_eq!(read.sense_code(), Some((MEDIUM_ERROR, 0x11, 0)), "{read}");
        controller.inject(Fault::Fail);
        let write = bench.give(&cdb::write_10(9, 1), &[7; 512]);
        assert_eq!(write.sense_code(), Some((MEDIUM_ERROR, 0x0c, 0)), "{write}");
        bench.write(9, &[7; 512]);
    });
}

#[test]
fn a_command_that_never_ends_is_reset_and_sent_again() {
    everywhere(|bench, controller| {
        bench.machine.expect_resets(1);
        controller.inject(Fault::Hang);
        let data = pattern(64 << 10, 2);
        bench.write(3, &data);
        assert!(bench.read(3, 128) == data);
    });
}

/// Requests that run one after the other, for some milliseconds in all.
fn submit_writes(bench: &Bench, data: &[u8]) -> Vec<Pending> {
    let disk = bench.disk();
    let submit = |index: u64| disk.submit_write(index * 128, data).expect("submitted");
    (0..8).map(submit).collect()
}

#[test]
fn a_reset_comes_at_any_time() {
    everywhere(|bench, _| {
        let data = pattern(64 << 10, 3);
        let writes = submit_writes(bench, &data);
        for _ in 0..8 {
            bench.machine.advance(Duration::from_micros(130));
            bench.adapter.reset().expect("reset");
        }
        for write in writes {
            assert!(write.wait().expect("answered").0.is_success());
        }
        assert!(bench.read(7 * 128, 128) == data);
    });
}

#[test]
fn a_controller_that_is_pulled_out_ends_its_requests() {
    everywhere(|bench, _| {
        let writes = submit_writes(bench, &[7; 64 << 10]);
        bench.machine.advance(Duration::from_micros(130));
        bench.adapter.surprise_remove().expect("removed");
        bench.machine.advance(Duration::from_millis(1));
        assert_eq!(bench.adapter.outstanding(), 0);
        for write in writes {
            assert!(!write.wait().expect("answered").0.is_success());
        }
        assert!(bench.disk().read(0, &mut [0; 512]).is_err());
    });
}

#[test]
fn a_controller_works_after_stop_and_sleep() {
    everywhere(|bench, _| {
        bench.write(5, &[7; 1024]);
        assert!(bench.adapter.stop().expect("stopped"));
        bench.adapter.restart().expect("restarted");
        assert!(bench.read(5, 2) == [7; 1024]);
        bench.adapter.power(PowerState::Off).expect("off");
        bench.adapter.power(PowerState::On).expect("on");
        assert!(bench.read(5, 2) == [7; 1024]);
        bench.adapter.rebalance().expect("started again");
        bench.write(5, &[8; 1024]);
    });
}
