//! `#[driver_startio]`: a handler has Rust's own ABI; Windows calls the trampoline.
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

#[driver_startio]
extern "C" fn c(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
extern "system" fn system(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

fn main() {}
