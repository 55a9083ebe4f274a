//! Locked data does not leave the closure.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    queue: Locked<StartIoLock, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let data = adapter.queue.lock(cx, |data, _| data);
    *data += 1;
}

fn main() {}
