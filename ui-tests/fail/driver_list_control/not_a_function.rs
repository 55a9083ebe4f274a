//! `#[driver_list_control]`: it is for functions.
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

#[driver_list_control]
struct Structure;

#[driver_list_control]
enum Enumeration {}

#[driver_list_control]
impl Structure {}

#[driver_list_control]
mod module {}

#[driver_list_control]
static STATIC: u32 = 0;

#[driver_list_control]
use core::mem as import;

fn main() {}
