//! `#[kmessage_service]`: the attribute takes no arguments.
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

#[kmessage_service(fast)]
fn a_word(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service(irql = 2)]
fn a_value(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

fn main() {}
