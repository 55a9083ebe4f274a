//! `#[driver_list_control]`: a handler has Rust's own ABI; Windows calls the trampoline.
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
extern "C" fn c(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

#[driver_list_control]
extern "system" fn system(
    device: &Device,
    cx: &mut ListControl<'_, Device>,
    irp: MappedIrp<Device>,
) {
}

fn main() {}
