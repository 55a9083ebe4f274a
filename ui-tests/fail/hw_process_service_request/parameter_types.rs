//! The types of the parameters.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_process_service_request]
fn as_in_c(adapter: *mut Adapter, irp: *mut u8) {}

#[hw_process_service_request]
fn borrowed(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>, irp: &mut ServiceIrp<Adapter>) {}

#[hw_process_service_request]
fn pointer(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>, irp: *mut u8) {}

#[hw_process_service_request]
fn of_another_role(_: &Adapter, _: &mut StartIo<'_, Adapter>, irp: ServiceIrp<Adapter>) {}

#[hw_process_service_request]
fn without(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>) {}

#[hw_process_service_request]
fn a_request(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>, srb: Srb<Adapter>) {}

fn main() {}
