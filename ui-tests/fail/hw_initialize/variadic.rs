//! `#[hw_initialize]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>, _: ...) -> bool {
    loop {}
}

fn main() {}
