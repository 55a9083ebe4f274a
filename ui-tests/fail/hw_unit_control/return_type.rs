//! It answers with a status of its own.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_unit_control(Start, Power)]
fn control(_: &Adapter, _: UnitControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

fn main() {}
