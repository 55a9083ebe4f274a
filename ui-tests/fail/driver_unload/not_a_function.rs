//! `#[driver_unload]`: it is for functions.
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

#[driver_unload]
struct Structure;

#[driver_unload]
enum Enumeration {}

#[driver_unload]
impl Structure {}

#[driver_unload]
mod module {}

#[driver_unload]
static STATIC: u32 = 0;

#[driver_unload]
use core::mem as import;

fn main() {}
