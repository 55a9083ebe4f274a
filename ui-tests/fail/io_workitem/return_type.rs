//! `#[io_workitem]`: what the handler answers.
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
fn a_bool(device: &Device, cx: &mut Passive<'_, Device>) -> bool {
    loop {}
}

#[io_workitem]
fn a_status(device: &Device, cx: &mut Passive<'_, Device>) -> NtStatus {
    loop {}
}

#[io_workitem]
fn a_result(device: &Device, cx: &mut Passive<'_, Device>) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
