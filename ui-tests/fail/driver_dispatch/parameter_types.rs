//! `#[driver_dispatch]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(
    device: &mut Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn extension_by_value(
    device: Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn context_by_value(
    device: &Device,
    cx: Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn shared_context(
    device: &Device,
    cx: &Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn other_context(
    device: &Device,
    cx: &mut StartIo<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn context_of_a_miniport(
    device: &Device,
    cx: &mut miniport::BuildIo<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn swapped(
    cx: &mut Dispatch<'_, Device>,
    device: &Device,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch]
fn borrowed_irp(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: &mut Incoming<Device, Read>,
) -> Dispatched {
    loop {}
}

fn main() {}
