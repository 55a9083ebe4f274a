//! Nothing of an IRP is touched after it was completed, or handed on.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    queue: SystemQueue<start_io>,
    finish: DpcForIsr<finish>,
    waiting: IrpQueue<Waiting>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_startio]
fn start_io(_: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    let output = irp.output();
    irp.complete(cx, NtStatus::SUCCESS, 1);
    output.write_at(0, &[1]).ok();
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let dispatched = device.queue.start(cx, irp, None);
    irp.output().write_at(0, &[1]).ok();
    dispatched
}

#[io_dpc]
fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
    let Some(irp) = irp else { return };
    device.waiting.put_back(cx, irp);
    irp.is_cancelled();
}

enum Waiting {}

fn main() {}
