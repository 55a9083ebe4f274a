//! A DPC that is taken back gives no argument back: a request would be lost with it.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    srb.complete(cx, SrbStatus::Success);
}

#[hw_workitem]
fn stop(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    adapter.complete.cancel(cx).ok();
}

fn main() {}
