//! A function for one callback is not called in another.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    work: IoWorkItem<work>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn in_a_dpc(_: &mut DeferredIo<'_, Device>) {}

#[io_workitem]
fn work(_: &Device, cx: &mut Passive<'_, Device>) {
    in_a_dpc(cx);
}

fn main() {}
