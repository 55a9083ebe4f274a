//! `#[hw_reset_bus]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_reset_bus]
fn type_parameter<T: Send>(
    adapter: &Adapter,
    cx: &mut ResetBus<'_, Adapter>,
    path_id: u32,
) -> bool {
    loop {}
}

#[hw_reset_bus]
fn constant_parameter<const N: usize>(
    adapter: &Adapter,
    cx: &mut ResetBus<'_, Adapter>,
    path_id: u32,
) -> bool {
    loop {}
}

#[hw_reset_bus]
fn where_clause(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, path_id: u32) -> bool
where
    Adapter: Send,
{
    loop {}
}

#[hw_reset_bus]
fn all_of_them<'a, T, const N: usize>(
    adapter: &Adapter,
    cx: &mut ResetBus<'_, Adapter>,
    path_id: u32,
) -> bool
where
    T: Send,
{
    loop {}
}

fn main() {}
