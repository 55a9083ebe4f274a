//! A callback is registered as a type, also where others are.
#![forbid(unsafe_code)]
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}

driver_entry! {
    Driver::<Adapter>::new()
        .hw_initialize::<initialize>()
        .hw_reset_bus(reset_bus)
}

fn main() {}
