//! `#[driver_startio]`: it is for functions.
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

#[driver_startio]
struct Structure;

#[driver_startio]
enum Enumeration {}

#[driver_startio]
impl Structure {}

#[driver_startio]
mod module {}

#[driver_startio]
static STATIC: u32 = 0;

#[driver_startio]
use core::mem as import;

fn main() {}
