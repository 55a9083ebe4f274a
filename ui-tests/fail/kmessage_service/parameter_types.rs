//! `#[kmessage_service]`: each parameter has the type that the role gives it.
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
fn exclusive_extension(
    device: &mut Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    loop {}
}

#[kmessage_service]
fn extension_by_value(
    device: Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    loop {}
}

#[kmessage_service]
fn context_by_value(device: &Device, cx: MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service]
fn shared_context(device: &Device, cx: &MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service]
fn other_context(device: &Device, cx: &mut Service<'_, Device>, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service]
fn context_of_a_miniport(
    device: &Device,
    cx: &mut miniport::BuildIo<'_, Device>,
    message_id: u32,
) -> bool {
    loop {}
}

#[kmessage_service]
fn swapped(cx: &mut MessageService<'_, Device>, device: &Device, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service]
fn wide_message(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u64) -> bool {
    loop {}
}

fn main() {}
