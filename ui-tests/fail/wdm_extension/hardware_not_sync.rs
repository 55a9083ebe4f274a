//! Processors share every field of the hardware, and what a lock guards moves between them.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

#[derive(ExtensionPart)]
struct Hardware {
    count: core::cell::Cell<u32>,
    list: Locked<DeviceLock, *mut u8>,
}

impl PnpDevice for Device {
    type Hardware = Hardware;
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
        loop {}
    }
}

fn main() {}
