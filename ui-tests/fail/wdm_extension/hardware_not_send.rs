//! What a lock guards moves between processors.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = Locked<DeviceLock, *mut u8>;
    fn start(
        &self,
        _: &mut Start<'_, Self>,
        _: &Resources<'_>,
    ) -> Result<Self::Hardware, NtStatus> {
        loop {}
    }
}

fn main() {}
