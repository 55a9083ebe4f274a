//! `#[driver_dispatch]`: it is for functions.
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

#[driver_dispatch]
struct Structure;

#[driver_dispatch]
enum Enumeration {}

#[driver_dispatch]
impl Structure {}

#[driver_dispatch]
mod module {}

#[driver_dispatch]
static STATIC: u32 = 0;

#[driver_dispatch]
use core::mem as import;

fn main() {}
