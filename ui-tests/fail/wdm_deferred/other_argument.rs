//! The argument is that of the handler.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    deferred: CustomDpc<drain>,
    finish: DpcForIsr<finish>,
    timer: IoTimer<tick>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>, _: u32) {}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>, _: u32) {}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    device.deferred.queue(cx, true).ok();
    device.finish.request(cx, None, ()).ok();
}

fn main() {}
