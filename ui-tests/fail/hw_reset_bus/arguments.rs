//! `#[hw_reset_bus]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus(fast)]
fn a_word(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

fn main() {}
