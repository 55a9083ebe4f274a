//! Registers are there while the device is started: they are hardware, not fields of the extension.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    registers: Mmio<Block>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    let resources = Resources::<'_>::default();
    Ok(Device {
        registers: resources.map_registers(cx, 0)?,
    })
}

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

fn main() {}
