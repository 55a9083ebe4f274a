//! `#[hw_interrupt]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
fn none() -> bool {
    loop {}
}

#[hw_interrupt]
fn too_few(adapter: &Adapter) -> bool {
    loop {}
}

#[hw_interrupt]
fn too_many(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>, extra: u32) -> bool {
    loop {}
}

fn main() {}
