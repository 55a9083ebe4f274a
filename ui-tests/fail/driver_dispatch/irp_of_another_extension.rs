//! The IRP is one of the handler's own device.
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

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Other;

impl PnpDevice for Other {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_dispatch]
fn read(_: &Device, _: &mut Dispatch<'_, Device>, _: Incoming<Other, Read>) -> Dispatched {
    loop {}
}

fn registered() {
    WdmDriver::<Device>::new().dispatch_read::<read>();
}

fn main() {}
