//! The attribute makes a type of the handler's name: it must not hide the context's.
#![forbid(unsafe_code)]
#![allow(unused, non_snake_case)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
fn Interrupt(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    true
}

fn main() {}
