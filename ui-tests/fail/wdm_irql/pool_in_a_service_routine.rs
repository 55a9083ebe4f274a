//! Pool memory is allocated up to DISPATCH_LEVEL.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kservice]
fn service(_: &Device, cx: &mut Service<'_, Device>) -> bool {
    cx.allocate(1_u32).is_ok()
}

fn main() {}
