//! The resources are those of one start: what was mapped is kept.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

#[derive(ExtensionPart)]
struct Hardware {
    resources: Resources<'static>,
}

impl PnpDevice for Device {
    type Hardware = Hardware;
    fn start(
        &self,
        _: &mut Start<'_, Self>,
        resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        Ok(Hardware {
            resources: *resources,
        })
    }
}

fn main() {}
