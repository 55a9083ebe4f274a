//! The context from before the lock is not used under the lock.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    queue: Locked<StartIoLock, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.queue.lock(cx, |_, _| {
        cx.bus_change_detected(0);
    });
}

fn main() {}
