//! A WDM driver has the objects of the I/O manager.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>) {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    dpc: miniport::Dpc<drain>,
    work: miniport::WorkItem<drain>,
    timer: miniport::Timer<drain>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
