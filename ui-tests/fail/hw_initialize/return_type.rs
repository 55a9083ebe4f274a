//! `#[hw_initialize]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
fn nothing(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) {}

#[hw_initialize]
fn a_number(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> u32 {
    loop {}
}

#[hw_initialize]
fn a_tuple(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> (bool, u8) {
    loop {}
}

fn main() {}
