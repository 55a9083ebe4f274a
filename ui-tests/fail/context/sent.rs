//! A context stays on its processor.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn send(_: impl Send) {}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    send(cx);
}

fn main() {}
