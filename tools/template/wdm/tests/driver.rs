//! The driver under the simulated I/O manager. The seed decides whatever Windows leaves open; the report at the end names each broken rule.

use miniport_sim::{DeviceOptions, File, Machine};
use my_driver::{CLEAR, SIZE};

/// Runs a test on machines that differ in what they leave to chance.
fn everywhere(test: impl Fn(&File)) {
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(2).build();
        let driver = machine.load_wdm(my_driver::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        test(&file);
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
