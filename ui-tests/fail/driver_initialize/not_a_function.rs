//! `#[driver_initialize]`: it is for functions.
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

#[driver_initialize]
struct Structure;

#[driver_initialize]
enum Enumeration {}

#[driver_initialize]
impl Structure {}

#[driver_initialize]
mod module {}

#[driver_initialize]
static STATIC: u32 = 0;

#[driver_initialize]
use core::mem as import;

fn main() {}
