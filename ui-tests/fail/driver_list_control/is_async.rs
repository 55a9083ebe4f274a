//! `#[driver_list_control]`: a handler is done when it returns, so it is not `async`.
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

#[driver_list_control]
async fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

fn main() {}
