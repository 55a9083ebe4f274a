//! Only reads, writes and device controls are sent on at DISPATCH_LEVEL (SDV rule ForwardedAtBadIrql).
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    waiting: IrpQueue<Waiting>,
}
enum Waiting {}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[kdeferred]
fn drain(device: &Device, cx: &mut Deferred<'_, Device>) {
    if let Some(irp) = device.waiting.take(cx) {
        irp.pass_down(cx);
    }
}

fn open(cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Create>) -> Dispatched {
    irp.pass_down(cx)
}

fn flush(cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, FlushBuffers>) -> Dispatched {
    irp.pass_down(cx)
}

fn shutdown(cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Shutdown>) -> Dispatched {
    irp.pass_down(cx)
}

fn main() {}
