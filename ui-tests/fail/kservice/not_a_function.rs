//! `#[kservice]`: it is for functions.
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

#[kservice]
struct Structure;

#[kservice]
enum Enumeration {}

#[kservice]
impl Structure {}

#[kservice]
mod module {}

#[kservice]
static STATIC: u32 = 0;

#[kservice]
use core::mem as import;

fn main() {}
