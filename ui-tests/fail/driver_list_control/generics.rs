//! `#[driver_list_control]`: the callback is one routine, so the handler is not generic.
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

#[driver_list_control]
fn type_parameter<T: Send>(
    device: &Device,
    cx: &mut ListControl<'_, Device>,
    irp: MappedIrp<Device>,
) {
}

#[driver_list_control]
fn constant_parameter<const N: usize>(
    device: &Device,
    cx: &mut ListControl<'_, Device>,
    irp: MappedIrp<Device>,
) {
}

#[driver_list_control]
fn where_clause(device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>)
where
    Device: Send,
{
}

fn main() {}
