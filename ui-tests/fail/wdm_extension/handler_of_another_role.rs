//! An object is handled by a function of its role.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    finish: DpcForIsr<drain>,
    deferred: CustomDpc<finish>,
    work: IoWorkItem<drain>,
    timer: IoTimer<drain>,
    queue: SystemQueue<drain>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>) {}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

fn main() {}
