//! `#[hw_reset_bus]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32, _: ...) -> bool {
    loop {}
}

fn main() {}
