//! What travels to a DPC is two pointers, to the others one.
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

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>, _: String) {}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>, _: (u32, u32)) {}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>, _: Irp<Device>) {}

fn main() {}
