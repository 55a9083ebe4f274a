//! A handler does not change the extension's fields.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    count: u32,
}

#[hw_dpc]
fn complete(adapter: &Adapter, _: &mut Deferred<'_, Adapter>) {
    adapter.count += 1;
}

fn main() {}
