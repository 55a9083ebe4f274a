//! `#[ksynchronize]`: it is for functions.
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

#[ksynchronize]
struct Structure;

#[ksynchronize]
enum Enumeration {}

#[ksynchronize]
impl Structure {}

#[ksynchronize]
mod module {}

#[ksynchronize]
static STATIC: u32 = 0;

#[ksynchronize]
use core::mem as import;

fn main() {}
