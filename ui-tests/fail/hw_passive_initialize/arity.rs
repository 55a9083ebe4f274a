//! `#[hw_passive_initialize]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
fn none() -> bool {
    loop {}
}

#[hw_passive_initialize]
fn too_few(adapter: &Adapter) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn too_many(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>, extra: u32) -> bool {
    loop {}
}

fn main() {}
