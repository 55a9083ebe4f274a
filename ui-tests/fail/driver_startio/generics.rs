//! `#[driver_startio]`: the callback is one routine, so the handler is not generic.
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

#[driver_startio]
fn type_parameter<T: Send>(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {}

#[driver_startio]
fn constant_parameter<const N: usize>(
    device: &Device,
    cx: &mut StartIo<'_, Device>,
    irp: Irp<Device>,
) {
}

#[driver_startio]
fn where_clause(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>)
where
    Device: Send,
{
}

fn main() {}
