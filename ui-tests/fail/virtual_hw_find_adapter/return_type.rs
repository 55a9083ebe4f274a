//! `#[virtual_hw_find_adapter]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn nothing(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) {}

#[virtual_hw_find_adapter]
fn a_number(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> u32 {
    loop {}
}

#[virtual_hw_find_adapter]
fn a_tuple(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> (bool, u8) {
    loop {}
}

fn main() {}
