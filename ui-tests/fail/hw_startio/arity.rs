//! `#[hw_startio]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn none() -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn too_few(adapter: &Adapter) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn too_many(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
    extra: u32,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

fn main() {}
