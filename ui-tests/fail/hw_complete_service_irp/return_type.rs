//! It answers nothing.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_complete_service_irp]
fn complete(_: &Adapter, _: &mut CompleteServiceIrp<'_, Adapter>) -> NtStatus {
    NtStatus::SUCCESS
}

fn main() {}
