//! `#[driver_dispatch_paged]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(
    device: &mut Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn extension_by_value(
    device: Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn context_by_value(
    device: &Device,
    cx: DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn shared_context(
    device: &Device,
    cx: &DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn other_context(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn context_of_a_miniport(
    device: &Device,
    cx: &mut miniport::BuildIo<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn swapped(
    cx: &mut DispatchPaged<'_, Device>,
    device: &Device,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn borrowed_irp(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: &mut Incoming<Device, Create>,
) -> Dispatched {
    loop {}
}

fn main() {}
