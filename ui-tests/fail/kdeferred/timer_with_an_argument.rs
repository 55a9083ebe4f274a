//! The DPC of a timer carries no argument.
#![allow(unused)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    timer: CustomTimer<expired>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn expired(device: &Device, cx: &mut Deferred<'_, Device>, count: u32) {
    let _ = device.timer.set(cx, core::time::Duration::from_secs(1));
}

fn main() {}
