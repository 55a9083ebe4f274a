//! A lock that is held is not acquired again: that deadlocks (StorPortSpinLock).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    one: Locked<StartIoLock, u32>,
    other: Locked<StartIoLock, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter
        .one
        .lock(cx, |_, cx| adapter.other.lock(cx, |_, _| ()));
    cx.with_lock::<StartIoLock, _>(|cx| adapter.other.lock(cx, |_, _| ()));
}

fn main() {}
