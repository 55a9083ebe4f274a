//! `#[kmessage_service]`: it is for functions.
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

#[kmessage_service]
struct Structure;

#[kmessage_service]
enum Enumeration {}

#[kmessage_service]
impl Structure {}

#[kmessage_service]
mod module {}

#[kmessage_service]
static STATIC: u32 = 0;

#[kmessage_service]
use core::mem as import;

fn main() {}
