//! The driver under the simulated I/O manager. The seed decides whatever Windows leaves open; the report at the end names each broken rule.

use std::time::Duration;

use miniport_sim::{DeviceOptions, File, Machine, WdmDevice};
use my_driver::{CLEAR, SIZE};

/// Runs a test on machines that differ in what they leave to chance.
fn everywhere(test: impl Fn(&File)) {
    on_each_machine(|_, _, file| test(file));
}

fn on_each_machine(test: impl Fn(&Machine, &WdmDevice, &File)) {
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(2).build();
        let driver = machine.load_wdm(my_driver::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        test(&machine, &device, &file);
        file.close().expect("closed");
        drop((file, device));
        machine.shutdown().assert_clean();
    }
}

#[test]
fn what_was_written_is_read() {
    everywhere(|file| {
        assert_eq!(file.write(100, &[7; 50]), Ok(50));
        let mut data = [1; 52];
        assert_eq!(file.read(99, &mut data), Ok(52));
        assert_eq!((data[0], data[51]), (0, 0));
        assert!(data[1..51].iter().all(|&byte| byte == 7));
    });
}

#[test]
fn a_request_ends_where_the_device_ends() {
    everywhere(|file| {
        let last = SIZE as u64 - 1;
        assert_eq!(file.write(last, &[7; 50]), Ok(1));
        assert_eq!(file.read(last, &mut [0; 50]), Ok(1));
        assert!(file.read(last + 1, &mut [0; 50]).is_err());
    });
}

#[test]
fn the_device_forgets_when_it_is_told_to() {
    everywhere(|file| {
        let mut data = [0; 1];
        file.write(0, &[7]).expect("written");
        file.control(CLEAR.code(), &[], &mut []).expect("cleared");
        assert_eq!(file.read(0, &mut data), Ok(1));
        assert_eq!(data, [0]);
    });
}

#[test]
fn what_is_written_outlasts_sleep() {
    on_each_machine(|machine, _, file| {
        file.write(0, &[7]).expect("written");
        machine.sleep().expect("asleep");
        machine.resume().expect("awake");
        let mut data = [0; 1];
        assert_eq!(file.read(0, &mut data), Ok(1));
        assert_eq!(data, [7]);
    });
}

#[test]
fn what_comes_while_it_is_stopped_waits_or_is_cancelled() {
    on_each_machine(|machine, device, file| {
        device.stop().expect("stopped");
        let (waits, goes) = (file.submit_read(0, 1), file.submit_read(0, 1));
        machine.advance(Duration::from_millis(1));
        assert!(!waits.is_done());
        goes.cancel().expect("asked");
        assert!(goes.success().is_err());
        device.start().expect("started again");
        waits.success().expect("read");
    });
}

#[test]
fn a_device_that_is_gone_fails_what_comes() {
    on_each_machine(|_, device, file| {
        device.surprise_remove().expect("gone");
        assert!(file.read(0, &mut [0; 1]).is_err());
    });
}
