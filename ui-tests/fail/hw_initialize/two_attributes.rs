//! `#[hw_initialize]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
#[hw_timer]
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
#[miniport::hw_initialize]
fn twice(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
