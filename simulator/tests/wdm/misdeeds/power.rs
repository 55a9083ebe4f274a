//! A device that sleeps is left alone.

use miniport_sim::device::edu::Edu;
use miniport_sim::{DeviceOptions, Machine, Role, Rule};

use crate::raw::edu;

#[test]
fn a_device_is_touched_that_has_no_power_yet() {
    let machine = Machine::builder(1).processors(2).preemption(20).build();
    let (device, _handle) = Edu::builder().dma_mask(u64::MAX).build();
    let driver = machine.load_wdm(edu::driver_entry).unwrap();
    machine
        .add_pci_device(&driver, device, DeviceOptions::new())
        .unwrap();
    machine.sleep().unwrap();
    edu::IS_EARLY.set(true);
    machine.resume().ok();
    edu::IS_EARLY.set(false);
    let report = machine.shutdown();
    let found = report.violations_of(Rule::RegisterAccess).next().unwrap();
    assert_eq!(found.role, Some(Role::DriverDispatch));
    assert!(found.message.ends_with("a device that has no power"));
}
