//! What the device has while it is started is shared by processors: a structure with `#[derive(ExtensionPart)]`.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

struct Hardware {
    base: u32,
}

impl PnpDevice for Device {
    type Hardware = Hardware;
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
        Ok(Hardware { base: 0 })
    }
}

fn main() {}
