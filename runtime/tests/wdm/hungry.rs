//! A driver that allocates pool when its device loses its power, wherever the runtime does that.

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine, Rule};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Hungry;

impl PnpDevice for Hungry {
    type Hardware = ();

    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }

    fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
        drop(cx.allocate(7_u32));
    }
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Hungry>) -> Result<Hungry, NtStatus> {
    Ok(Hungry)
}

wdm_driver_entry! {
    WdmDriver::<Hungry>::new().driver_add_device::<add_device>()
}

#[test]
fn pool_is_allocated_when_the_system_goes_to_sleep() {
    for options in [
        DeviceOptions::new(),
        DeviceOptions::new().not_pageable().storage_stack(),
    ] {
        for seed in 0..10 {
            let machine = Machine::new(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            machine
                .add_device(&driver, options.clone())
                .expect("started");
            machine.sleep().expect("asleep");
            machine.resume().expect("awake");
            let report = machine.shutdown();
            let found = report.violations_of(Rule::PowerDownAllocate).count();
            assert!(found > 0, "{report}");
        }
    }
}
