//! `#[kdeferred]`: it is for functions.
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

#[kdeferred]
struct Structure;

#[kdeferred]
enum Enumeration {}

#[kdeferred]
impl Structure {}

#[kdeferred]
mod module {}

#[kdeferred]
static STATIC: u32 = 0;

#[kdeferred]
use core::mem as import;

fn main() {}
