//! A DPC is issued with the argument that its handler takes.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, _: u32) {
    adapter.complete.issue(cx, ()).ok();
}

fn main() {}
