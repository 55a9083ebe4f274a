//! Deferred objects exist from passive initialisation on (StorPortInitializeDpc).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_initialize]
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    adapter.complete.issue(cx, ()).is_ok()
}

fn main() {}
