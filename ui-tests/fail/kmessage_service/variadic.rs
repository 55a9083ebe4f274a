//! `#[kmessage_service]`: a role has a fixed number of parameters.
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

#[kmessage_service]
fn message(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32, _: ...) -> bool {
    loop {}
}

fn main() {}
