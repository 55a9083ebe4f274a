//! An object of the system is a field of the device extension.
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

enum Waiting {}

#[kdeferred]
fn drain(_: &Device, cx: &mut Deferred<'_, Device>) {
    CustomDpc::<drain>::new().queue(cx, ()).ok();
    DpcForIsr::<finish>::new().request(cx, None, ()).ok();
    IoWorkItem::<work>::new().queue(cx, ()).ok();
    IoTimer::<tick>::new().start(cx);
    let _ = IrpQueue::<Waiting>::new().take(cx);
}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

#[io_timer]
fn tick(_: &Device, _: &mut TimerTick<'_, Device>) {}

fn main() {}
