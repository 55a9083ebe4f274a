//! `#[kmessage_service]`: the parameters of the role, no more and no fewer.
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
fn none() -> bool {
    loop {}
}

#[kmessage_service]
fn too_few(device: &Device) -> bool {
    loop {}
}

#[kmessage_service]
fn too_many(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
    first: u32,
) -> bool {
    loop {}
}

fn main() {}
