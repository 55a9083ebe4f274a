//! The driver under the simulated I/O manager, with a model of the device. The seed decides whatever Windows leaves open; the report at the
//! end names each broken rule.

mod device;

use std::time::Duration;

use miniport_sim::{DeviceOptions, File, InterruptResources, Machine, PendingIo, Role, WdmDevice};
use my_driver::SQUARE;

use crate::device::Squarer;

/// Runs a test on machines that differ in what they leave to chance.
fn everywhere(test: impl Fn(&Machine, &WdmDevice, &File)) {
    for seed in 0..20 {
        let machine = Machine::builder(seed).processors(2).preemption(20).build();
        let driver = machine.load_wdm(my_driver::DriverEntry).expect("loaded");
        let model = Squarer::new();
        let interrupts = [InterruptResources::Line, InterruptResources::SharedLine];
        let options = DeviceOptions::new().interrupts(interrupts[seed as usize % 2]);
        let device = machine
            .add_pci_device(&driver, model.clone(), options)
            .expect("started");
        let file = device.open().expect("open");
        test(&machine, &device, &file);
        file.close().expect("closed");
        drop((file, device));
        let report = machine.shutdown();
        report.assert_clean();
        assert!(report.calls_of(Role::IoDpc) > 0);
        assert_eq!(model.mistakes(), [""; 0]);
    }
}

fn square(file: &File, number: u32) -> PendingIo {
    file.submit_control(SQUARE.code(), &number.to_le_bytes(), 4)
}

/// What a request was answered.
fn answer(request: &PendingIo) -> u32 {
    let answer = request.success().expect("an answer");
    u32::from_le_bytes(answer.data.try_into().expect("4 bytes"))
}

#[test]
fn numbers_are_squared_one_after_the_other() {
    everywhere(|_, _, file| {
        let requests: Vec<_> = (0..8).map(|number| square(file, number)).collect();
        for (number, request) in (0..).zip(&requests) {
            assert_eq!(answer(request), number * number);
        }
    });
}

#[test]
fn what_is_no_request_is_refused() {
    everywhere(|_, _, file| {
        assert!(file.control(0, &[], &mut []).is_err());
        assert!(file.control(SQUARE.code(), &[1; 3], &mut [0; 4]).is_err());
        assert!(file.control(SQUARE.code(), &[1; 4], &mut [0; 3]).is_err());
        assert_eq!(answer(&square(file, 3)), 9);
    });
}

#[test]
fn a_request_that_waits_is_cancelled() {
    everywhere(|_, _, file| {
        let [first, second, third] = [2, 3, 4].map(|number| square(file, number));
        second.cancel().expect("asked");
        assert_eq!((answer(&first), answer(&third)), (4, 16));
        // Its turn may have come before.
        second.wait().expect("an answer");
    });
}

#[test]
fn it_works_again_after_sleep_and_with_other_resources() {
    everywhere(|machine, device, file| {
        assert_eq!(answer(&square(file, 5)), 25);
        machine.sleep().expect("asleep");
        let waits = square(file, 6);
        machine.advance(Duration::from_millis(1));
        assert!(!waits.is_done());
        machine.resume().expect("awake");
        assert_eq!(answer(&waits), 36);
        device.rebalance().expect("started again");
        assert_eq!(answer(&square(file, 7)), 49);
    });
}

#[test]
fn requests_end_when_the_device_is_pulled_out() {
    everywhere(|_, device, file| {
        assert_eq!(answer(&square(file, 8)), 64);
        let requests = [1, 2, 3].map(|number| square(file, number));
        device.surprise_remove().expect("gone");
        for request in &requests {
            request.wait().expect("an answer");
        }
        assert!(square(file, 4).success().is_err());
    });
}
