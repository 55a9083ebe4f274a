//! `#[driver_cancel]`: it is for functions.
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

#[driver_cancel]
struct Structure;

#[driver_cancel]
enum Enumeration {}

#[driver_cancel]
impl Structure {}

#[driver_cancel]
mod module {}

#[driver_cancel]
static STATIC: u32 = 0;

#[driver_cancel]
use core::mem as import;

fn main() {}
