//! An IRP is completed in a callback of its own kind of device.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    finish: DpcForIsr<finish>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Other;

impl PnpDevice for Other {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn complete(irp: Irp<Other>, cx: &mut DeferredIo<'_, Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

fn request(device: &Device, cx: &mut Service<'_, Device>, irp: Irp<Other>) {
    device.finish.request(cx, Some(irp), ()).ok();
}

fn main() {}
