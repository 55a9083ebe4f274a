//! `#[driver_list_control]`: a handler is safe; the trampoline is not the author's to write.
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
unsafe fn begin(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {}

fn main() {}
