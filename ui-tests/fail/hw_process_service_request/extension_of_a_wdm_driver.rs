//! The role is one of a miniport, and a service IRP is owned.
#![allow(unused)]
use miniport::wdm::prelude::*;
use miniport::{ProcessServiceRequest, ServiceIrp, hw_process_service_request};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device;

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[hw_process_service_request]
fn request(_: &Device, _: &mut ProcessServiceRequest<'_, Device>, irp: ServiceIrp<Device>) {}

fn main() {}
