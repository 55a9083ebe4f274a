//! `#[io_dpc]`: it is for functions.
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

#[io_dpc]
struct Structure;

#[io_dpc]
enum Enumeration {}

#[io_dpc]
impl Structure {}

#[io_dpc]
mod module {}

#[io_dpc]
static STATIC: u32 = 0;

#[io_dpc]
use core::mem as import;

fn main() {}
