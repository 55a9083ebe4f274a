//! A dispatch routine is registered for the major function of its IRPs.
#![allow(unused, non_camel_case_types)]
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
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}
#[driver_dispatch_paged]
fn create(
    _: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

fn registered() {
    WdmDriver::<Device>::new().dispatch_write::<read>();
    WdmDriver::<Device>::new().dispatch_shutdown::<create>();
}

fn main() {}
