//! A helper that is generic over its scope says up to which IRQL it runs.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    work: IoWorkItem<work>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

fn later<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>) {
    device.work.queue(cx, ()).ok();
}

fn complete<S: Scope>(cx: &mut Context<'_, Device, S>, irp: Irp<Device>) {
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

fn main() {}
