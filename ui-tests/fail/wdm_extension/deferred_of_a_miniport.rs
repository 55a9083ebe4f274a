//! A WDM driver has the objects of the I/O manager.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[hw_dpc]
fn dpc(_: &Device, _: &mut miniport::Deferred<'_, Device>) {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    dpc: miniport::Dpc<dpc>,
    work: miniport::WorkItem<dpc>,
    timer: miniport::Timer<dpc>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
