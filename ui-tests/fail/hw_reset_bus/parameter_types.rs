//! `#[hw_reset_bus]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus]
fn exclusive_extension(
    adapter: &mut Adapter,
    cx: &mut ResetBus<'_, Adapter>,
    path_id: u32,
) -> bool {
    loop {}
}

#[hw_reset_bus]
fn extension_by_value(adapter: Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus]
fn context_by_value(adapter: &Adapter, cx: ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus]
fn shared_context(adapter: &Adapter, cx: &ResetBus<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus]
fn swapped(cx: &mut ResetBus<'_, Adapter>, adapter: &Adapter, path_id: u32) -> bool {
    loop {}
}

#[hw_reset_bus]
fn other_integer(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u8) -> bool {
    loop {}
}

fn main() {}
