//! `#[hw_reset_bus]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus]
fn nothing(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) {}

#[hw_reset_bus]
fn a_number(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> u32 {
    loop {}
}

#[hw_reset_bus]
fn a_tuple(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> (bool, u8) {
    loop {}
}

fn main() {}
