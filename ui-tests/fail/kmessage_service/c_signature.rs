//! `#[kmessage_service]`: the prototype of wdm.h is that of the trampoline.
#![allow(unused)]
use miniport::ffi;
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
unsafe extern "system" fn message(
    interrupt: *mut ffi::KINTERRUPT,
    context: ffi::PVOID,
    message_id: u32,
) -> ffi::BOOLEAN {
    loop {}
}

fn main() {}
