//! `#[driver_dispatch_paged]`: it is for functions.
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

#[driver_dispatch_paged]
struct Structure;

#[driver_dispatch_paged]
enum Enumeration {}

#[driver_dispatch_paged]
impl Structure {}

#[driver_dispatch_paged]
mod module {}

#[driver_dispatch_paged]
static STATIC: u32 = 0;

#[driver_dispatch_paged]
use core::mem as import;

fn main() {}
