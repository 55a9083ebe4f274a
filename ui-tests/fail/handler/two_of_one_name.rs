//! Each callback has a name of its own.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn tick(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}

#[hw_reset_bus]
fn tick(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}

fn main() {}
