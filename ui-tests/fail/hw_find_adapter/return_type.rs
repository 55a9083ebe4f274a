//! `#[hw_find_adapter]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn nothing(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) {}

#[hw_find_adapter]
fn a_number(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> u32 {
    loop {}
}

#[hw_find_adapter]
fn a_tuple(cx: &mut FindAdapter<'_, Adapter>, config: &mut PortConfiguration<'_>) -> (bool, u8) {
    loop {}
}

fn main() {}
