//! `#[kdeferred]`: a handler is done when it returns, so it is not `async`.
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

#[kdeferred]
async fn deferred(device: &Device, cx: &mut Deferred<'_, Device>) {}

fn main() {}
