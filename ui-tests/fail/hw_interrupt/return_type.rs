//! `#[hw_interrupt]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
fn nothing(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) {}

#[hw_interrupt]
fn a_number(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> u32 {
    loop {}
}

#[hw_interrupt]
fn a_tuple(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> (bool, u8) {
    loop {}
}

fn main() {}
