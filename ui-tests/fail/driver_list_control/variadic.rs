//! `#[driver_list_control]`: a role has a fixed number of parameters.
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
fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>, _: ...) {}

fn main() {}
