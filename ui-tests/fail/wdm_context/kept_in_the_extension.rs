//! A context is there for the time of one callback.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    finish: DpcForIsr<finish>,
    kept: Locked<DeviceLock, Option<&'static mut DeferredIo<'static, Device>>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_dpc]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {
    device.kept.lock(cx, |kept, cx| *kept = Some(cx));
}

fn main() {}
