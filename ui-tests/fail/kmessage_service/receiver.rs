//! `#[kmessage_service]`: a handler is a free function, not a method.
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

impl Device {
    #[kmessage_service]
    fn message(&self, cx: &mut MessageService<'_, Self>, message_id: u32) -> bool {
        loop {}
    }
}

fn main() {}
