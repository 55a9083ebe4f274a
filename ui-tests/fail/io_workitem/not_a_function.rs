//! `#[io_workitem]`: it is for functions.
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

#[io_workitem]
struct Structure;

#[io_workitem]
enum Enumeration {}

#[io_workitem]
impl Structure {}

#[io_workitem]
mod module {}

#[io_workitem]
static STATIC: u32 = 0;

#[io_workitem]
use core::mem as import;

fn main() {}
