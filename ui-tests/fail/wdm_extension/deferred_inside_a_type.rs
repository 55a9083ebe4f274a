//! An object of the system is a field of the device extension itself.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    finish: Option<DpcForIsr<finish>>,
    waiting: Locked<DeviceLock, IrpQueue<Waiting>>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[derive(ExtensionPart)]
struct Hardware {
    finish: DpcForIsr<finish>,
}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

enum Waiting {}

fn main() {}
