//! A service routine hands its IRP to the `DpcForIsr`.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    current: Locked<InterruptLock, Option<Irp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kservice]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    if let Some(irp) = device.current.get(cx).take() {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    true
}

fn main() {}
