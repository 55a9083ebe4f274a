//! `#[hw_reset_bus]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus]
fn none() -> bool {
    loop {}
}

#[hw_reset_bus]
fn too_few(adapter: &Adapter) -> bool {
    loop {}
}

#[hw_reset_bus]
fn too_many(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32, extra: u32) -> bool {
    loop {}
}

fn main() {}
