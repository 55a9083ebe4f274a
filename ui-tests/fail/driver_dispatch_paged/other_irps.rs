//! Only IRPs that come at PASSIVE_LEVEL.
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

#[driver_dispatch_paged]
fn read(_: &Device, _: &mut DispatchPaged<'_, Device>, _: Incoming<Device, Read>) -> Dispatched {
    loop {}
}

#[driver_dispatch_paged]
fn internal(
    _: &Device,
    _: &mut DispatchPaged<'_, Device>,
    _: Incoming<Device, InternalDeviceControl>,
) -> Dispatched {
    loop {}
}

fn main() {}
