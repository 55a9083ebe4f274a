//! `#[hw_passive_initialize]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize(fast)]
fn a_word(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
