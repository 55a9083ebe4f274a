//! `#[hw_buildio]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
fn nothing(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) {}

#[hw_buildio]
fn a_number(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> u32 {
    loop {}
}

#[hw_buildio]
fn a_tuple(adapter: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> (bool, u8) {
    loop {}
}

fn main() {}
