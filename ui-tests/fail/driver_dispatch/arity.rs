//! `#[driver_dispatch]`: the parameters of the role, no more and no fewer.
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

#[driver_dispatch]
fn none() -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn too_few(device: &Device) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn too_many(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
    first: u32,
) -> Dispatched {
    loop {}
}

fn main() {}
