//! Data is within reach where its lock is held.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    ring: Locked<InterruptLock, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    *adapter.ring.get(cx) += 1;
}

#[hw_workitem]
fn later(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    *adapter.ring.get(cx) += 1;
}

fn main() {}
