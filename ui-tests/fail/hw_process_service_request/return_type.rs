//! It answers nothing: the IRP is completed, now or later.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_process_service_request]
fn request(
    _: &Adapter,
    _: &mut ProcessServiceRequest<'_, Adapter>,
    irp: ServiceIrp<Adapter>,
) -> Result<(), ServiceIrp<Adapter>> {
    Err(irp)
}

fn main() {}
