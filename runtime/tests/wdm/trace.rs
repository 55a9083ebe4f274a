//! The log of a machine.

use miniport_sim::{DeviceOptions, Machine};

use crate::hoard::DriverEntry;

/// What a driver prints and what it is asked for stand in the log of a trace.
#[test]
fn a_trace_tells_what_is_asked_and_printed() {
    let machine = Machine::builder(1).trace().build();
    let driver = machine.load_wdm(DriverEntry).expect("loaded");
    let device = machine.add_device(&driver, DeviceOptions::new());
    drop(device.expect("started"));
    let log = machine.log();
    let says = |text: &str| log.iter().any(|entry| entry.text.contains(text));
    assert!(says("debug print, level 3: 100% started, 0 ranges"));
    assert!(says("DRIVER_DISPATCH of IRP_MN_START_DEVICE of device"));
    machine.shutdown().assert_clean();
}
