//! Inside `lock` the data is lent out already: a second reference to it would alias.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    ring: Locked<InterruptLock, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter
        .ring
        .lock(cx, |data, cx| *data = *adapter.ring.get(cx));
}

fn main() {}
