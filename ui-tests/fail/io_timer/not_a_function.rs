//! `#[io_timer]`: it is for functions.
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

#[io_timer]
struct Structure;

#[io_timer]
enum Enumeration {}

#[io_timer]
impl Structure {}

#[io_timer]
mod module {}

#[io_timer]
static STATIC: u32 = 0;

#[io_timer]
use core::mem as import;

fn main() {}
