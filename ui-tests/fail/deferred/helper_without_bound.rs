//! A generic helper says that deferred objects exist where it runs.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn issue<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>) {
    adapter.complete.issue(cx, ()).ok();
}

fn main() {}
