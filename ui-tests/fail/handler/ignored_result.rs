//! A DPC that was not queued is noticed (`_Must_inspect_result_`).
#![allow(non_camel_case_types, dead_code)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.complete.issue(cx, ());
    true
}

fn main() {}
