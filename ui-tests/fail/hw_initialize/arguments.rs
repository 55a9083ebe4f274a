//! `#[hw_initialize]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize(fast)]
fn a_word(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
