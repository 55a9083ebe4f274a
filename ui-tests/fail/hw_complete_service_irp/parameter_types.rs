//! The types of the parameters: Storport hands over no IRP, those are the ones that the driver keeps.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_complete_service_irp]
fn with_an_irp(_: &Adapter, _: &mut CompleteServiceIrp<'_, Adapter>, irp: ServiceIrp<Adapter>) {}

#[hw_complete_service_irp]
fn exclusive(_: &mut Adapter, _: &mut CompleteServiceIrp<'_, Adapter>) {}

#[hw_complete_service_irp]
fn of_another_role(_: &Adapter, _: &mut ProcessServiceRequest<'_, Adapter>) {}

fn main() {}
