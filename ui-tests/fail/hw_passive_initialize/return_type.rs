//! `#[hw_passive_initialize]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
fn nothing(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) {}

#[hw_passive_initialize]
fn a_number(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> u32 {
    loop {}
}

#[hw_passive_initialize]
fn a_tuple(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> (bool, u8) {
    loop {}
}

fn main() {}
