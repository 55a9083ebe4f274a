//! `#[hw_interrupt]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>, _: ...) -> bool {
    loop {}
}

fn main() {}
