//! `#[kmessage_service]`: a function has one role.
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
#[kdeferred]
fn message(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service]
#[miniport::kmessage_service]
fn twice(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

fn main() {}
