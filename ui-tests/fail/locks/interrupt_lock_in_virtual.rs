//! A virtual miniport has no interrupt, and so no interrupt lock.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    ring: Locked<InterruptLock, u32>,
}

#[hw_workitem]
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    adapter.ring.lock(cx, |ring, _| *ring = 0);
    cx.with_lock::<InterruptLock, _>(|_| {});
}

fn main() {}
