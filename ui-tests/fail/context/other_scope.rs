//! The context of one callback is not that of another.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn at_passive_level(_: &mut Passive<'_, Adapter>) {}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    at_passive_level(cx);
}

fn main() {}
