//! `#[kmessage_service]`: a handler has Rust's own ABI; Windows calls the trampoline.
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
extern "C" fn c(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

#[kmessage_service]
extern "system" fn system(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    loop {}
}

fn main() {}
