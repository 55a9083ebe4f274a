//! `#[driver_dispatch_paged]`: the attribute takes no arguments.
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

#[driver_dispatch_paged(fast)]
fn a_word(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged(irql = 2)]
fn a_value(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

fn main() {}
