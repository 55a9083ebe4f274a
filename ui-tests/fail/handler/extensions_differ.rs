//! The parameters of a handler belong to one extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Other;

#[hw_startio]
fn start_io(_: &Adapter, _: &mut StartIo<'_, Other>, srb: Srb<Other>) -> Result<(), Srb<Other>> {
    Err(srb)
}

fn main() {}
