//! A device loses and gets power: with the system, and alone.

use std::time::Duration;

use miniport_sim::{DeviceOptions, Machine};

use crate::depot::{DriverEntry, logged};

/// Starting gives power: no request says so afterwards.
#[test]
fn a_device_that_slept_alone_serves_again_when_it_was_stopped_and_started() {
    for seed in 0..40 {
        logged();
        let machine = Machine::builder(seed).processors(3).preemption(30).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        device.lose_power().expect("no power");
        let held = file.submit_write(0, &[1]);
        machine.advance(Duration::from_millis(10));
        assert!(!held.is_done());
        device.stop().expect("stopped");
        assert!(!held.is_done());
        device.start().expect("started");
        assert!(held.success().is_ok());
        assert_eq!(file.write(0, &[2]), Ok(1));
        assert_eq!(logged(), ["start", "power down", "stop", "start"]);
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}
