//! `#[driver_startio]`: a handler is done when it returns, so it is not `async`.
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
async fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

fn main() {}
