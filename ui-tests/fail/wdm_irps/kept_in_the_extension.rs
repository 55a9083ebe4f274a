//! An `Incoming` and a `Dispatched` stay in their dispatch routine; what is kept is an `Irp`.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    incoming: Locked<DeviceLock, Option<Incoming<Device, Read>>>,
    dispatched: Locked<DeviceLock, Option<Dispatched>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
