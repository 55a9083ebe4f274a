//! The driver under the simulator, where there is no Windows to ask.

use island::BUILD_NUMBER;
use miniport::ffi;
use miniport_sim::{DeviceOptions, Machine, NtError};

#[test]
fn without_windows_the_driver_says_so() {
    let machine = Machine::new(7);
    let driver = machine.load_wdm(island::DriverEntry).expect("loaded");
    let device = machine
        .add_device(&driver, DeviceOptions::new())
        .expect("started");
    let file = device.open().expect("open");
    assert_eq!(
        file.control(BUILD_NUMBER.code(), &[], &mut [0; 4]),
        Err(NtError::Status(ffi::STATUS_NOT_SUPPORTED))
    );
    assert_eq!(
        file.control(BUILD_NUMBER.code() + 4, &[], &mut [0; 4]),
        Err(NtError::Status(ffi::STATUS_INVALID_DEVICE_REQUEST))
    );
    drop(file);
    machine.shutdown().assert_clean();
}
