//! `#[hw_initialize]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
fn none() -> bool {
    loop {}
}

#[hw_initialize]
fn too_few(adapter: &Adapter) -> bool {
    loop {}
}

#[hw_initialize]
fn too_many(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>, extra: u32) -> bool {
    loop {}
}

fn main() {}
