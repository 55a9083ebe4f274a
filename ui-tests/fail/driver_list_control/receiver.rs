//! `#[driver_list_control]`: a handler is a free function, not a method.
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

impl Device {
    #[driver_list_control]
    fn begin(&self, cx: &mut ListControl<'_, Self>, irp: MappedIrp<Self>) {}
}

fn main() {}
