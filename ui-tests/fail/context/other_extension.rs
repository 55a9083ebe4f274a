//! A context belongs to one device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    disk: Dpc<complete>,
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Other;

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn issue(adapter: &Adapter, cx: &mut Deferred<'_, Other>) {
    adapter.disk.issue(cx, ()).ok();
}

fn main() {}
