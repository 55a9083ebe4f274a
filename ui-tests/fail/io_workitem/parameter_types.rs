//! `#[io_workitem]`: each parameter has the type that the role gives it.
#![allow(unused)]
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

#[io_workitem]
fn exclusive_extension(device: &mut Device, cx: &mut Passive<'_, Device>) {}

#[io_workitem]
fn extension_by_value(device: Device, cx: &mut Passive<'_, Device>) {}

#[io_workitem]
fn context_by_value(device: &Device, cx: Passive<'_, Device>) {}

#[io_workitem]
fn shared_context(device: &Device, cx: &Passive<'_, Device>) {}

#[io_workitem]
fn other_context(device: &Device, cx: &mut Deferred<'_, Device>) {}

#[io_workitem]
fn context_of_a_miniport(device: &Device, cx: &mut miniport::BuildIo<'_, Device>) {}

#[io_workitem]
fn swapped(cx: &mut Passive<'_, Device>, device: &Device) {}

#[io_workitem]
fn borrowed_argument(device: &Device, cx: &mut Passive<'_, Device>, argument: &u32) {}

fn main() {}
