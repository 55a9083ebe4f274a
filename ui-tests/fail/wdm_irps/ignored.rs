//! What has become of an IRP, and what was not delivered, is looked at.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    current: Locked<InterruptLock, Option<Irp<Device>>>,
    finish: DpcForIsr<finish>,
    work: IoWorkItem<work>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kservice]
fn service(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    let irp = device.current.get(cx).take();
    device.finish.request(cx, irp, ());
    true
}

#[io_dpc]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {
    device.work.queue(cx, ());
}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

#[driver_dispatch]
fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    irp.complete(cx, NtStatus::SUCCESS, 0);
    loop {}
}

fn main() {}
