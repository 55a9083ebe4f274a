//! `#[hw_buildio]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
    _: ...
) -> Option<Srb<Adapter>> {
    loop {}
}

fn main() {}
