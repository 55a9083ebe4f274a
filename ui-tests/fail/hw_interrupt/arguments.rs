//! `#[hw_interrupt]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt(fast)]
fn a_word(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
