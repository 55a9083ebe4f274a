//! `#[hw_reset_bus]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus]
#[hw_timer]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus]
#[miniport::hw_reset_bus]
fn twice(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

fn main() {}
