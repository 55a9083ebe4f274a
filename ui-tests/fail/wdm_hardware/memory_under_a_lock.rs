//! Common buffers are freed at PASSIVE_LEVEL, with the hardware: they are no data that moves.
#![allow(unused, non_camel_case_types)]
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

#[derive(ExtensionPart)]
struct Hardware {
    memory: Locked<DeviceLock, Option<DmaMemory>>,
}

fn main() {}
