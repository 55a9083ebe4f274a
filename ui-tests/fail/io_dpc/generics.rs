//! `#[io_dpc]`: the callback is one routine, so the handler is not generic.
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

#[io_dpc]
fn type_parameter<T: Send>(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
) {
}

#[io_dpc]
fn constant_parameter<const N: usize>(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
) {
}

#[io_dpc]
fn where_clause(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>)
where
    Device: Send,
{
}

#[io_dpc]
fn opaque_argument(
    device: &Device,
    cx: &mut DeferredIo<'_, Device>,
    irp: Option<Irp<Device>>,
    argument: impl Send,
) {
}

fn main() {}
