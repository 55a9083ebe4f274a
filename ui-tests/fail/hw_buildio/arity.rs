//! `#[hw_buildio]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
fn none() -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn too_few(adapter: &Adapter) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn too_many(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
    extra: u32,
) -> Option<Srb<Adapter>> {
    loop {}
}

fn main() {}
