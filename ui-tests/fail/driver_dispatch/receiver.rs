//! `#[driver_dispatch]`: a handler is a free function, not a method.
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
    #[driver_dispatch]
    fn read(&self, cx: &mut Dispatch<'_, Self>, irp: Incoming<Self, Read>) -> Dispatched {
        loop {}
    }
}

fn main() {}
