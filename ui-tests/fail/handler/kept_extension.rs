//! The extension is borrowed for the time of the callback.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn complete(_: &'static Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
