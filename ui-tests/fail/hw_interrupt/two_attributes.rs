//! `#[hw_interrupt]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
#[hw_timer]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt]
#[miniport::hw_interrupt]
fn twice(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
