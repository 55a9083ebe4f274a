//! The types of a handler name its extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(_: &Adapter, _: &mut StartIo, srb: Srb) -> Result<(), Srb<Adapter>> {
    Err(srb)
}

fn main() {}
