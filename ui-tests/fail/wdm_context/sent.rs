//! A context stays on its processor.
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

fn send(_: impl Send) {}

#[io_dpc]
fn finish(_: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {
    send(cx);
}

fn main() {}
