//! `#[kmessage_service]`: the callback is one routine, so the handler is not generic.
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

#[kmessage_service]
fn type_parameter<T: Send>(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    loop {}
}

#[kmessage_service]
fn constant_parameter<const N: usize>(
    device: &Device,
    cx: &mut MessageService<'_, Device>,
    message_id: u32,
) -> bool {
    loop {}
}

#[kmessage_service]
fn where_clause(device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool
where
    Device: Send,
{
    loop {}
}

fn main() {}
