//! `#[driver_add_device]`: it is for functions.
#![allow(unused)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
struct Structure;

#[driver_add_device]
enum Enumeration {}

#[driver_add_device]
impl Structure {}

#[driver_add_device]
mod module {}

#[driver_add_device]
static STATIC: u32 = 0;

#[driver_add_device]
use core::mem as import;

fn main() {}
