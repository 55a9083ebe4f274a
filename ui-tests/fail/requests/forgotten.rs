//! HW_STARTIO returns a request that it neither started nor completed.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(
    _: &Adapter,
    _: &mut StartIo<'_, Adapter>,
    _: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    Err(())
}

fn main() {}
