//! `#[driver_dispatch_paged]`: the parameters of the role, no more and no fewer.
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

#[driver_dispatch_paged]
fn none() -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn too_few(device: &Device) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn too_many(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
    first: u32,
) -> Dispatched {
    loop {}
}

fn main() {}
