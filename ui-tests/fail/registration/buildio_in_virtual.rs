//! Storport does not call HW_BUILDIO in a virtual miniport.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
fn build_io(
    _: &Adapter,
    _: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    Some(srb)
}

fn driver() {
    let _ = Driver::<Adapter>::new().hw_buildio::<build_io>();
}

fn main() {}
