//! `#[kmessage_service]`: a handler is safe; the trampoline is not the author's to write.
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
unsafe fn message(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    loop {}
}

fn main() {}
