//! A WDM driver has the cancel spin lock, the device's and the interrupt lock of `miniport::wdm`.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    queue: Locked<miniport::StartIoLock, u32>,
    ring: Locked<miniport::InterruptLock, u32>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    device.queue.lock(cx, |_, _| ());
    device.ring.lock(cx, |_, _| ());
}

fn main() {}
