//! `#[hw_passive_initialize]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>, _: ...) -> bool {
    loop {}
}

fn main() {}
