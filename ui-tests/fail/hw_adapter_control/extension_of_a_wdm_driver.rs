//! The role is one of a miniport.
#![allow(unused)]
use miniport::wdm::prelude::*;
use miniport::{AdapterControl, AdapterControlStatus, hw_adapter_control};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Device, control: AdapterControl<'_, Device>) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => AdapterControlStatus::Success,
    }
}

fn main() {}
