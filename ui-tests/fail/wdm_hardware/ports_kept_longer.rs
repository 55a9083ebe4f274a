//! Ports are the device's while it is started: they are fields of the hardware, which goes with it, and of nothing that stays.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 8;
}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    kept: Locked<DeviceLock, Option<IoPorts<Block>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
