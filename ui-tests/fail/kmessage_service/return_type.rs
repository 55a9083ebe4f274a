//! `#[kmessage_service]`: what the handler answers.
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
fn nothing(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) {}

#[kmessage_service]
fn a_number(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> i32 {
    loop {}
}

#[kmessage_service]
fn a_status(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> miniport::ffi::NTSTATUS {
    loop {}
}

#[kmessage_service]
fn a_result(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> Result<(), NtStatus> {
    loop {}
}

fn main() {}
