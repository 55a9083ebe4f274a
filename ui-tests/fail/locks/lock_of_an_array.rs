//! The DPCs of an array have a lock each, which `DpcLock<h>` cannot name.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    queues: [Dpc<queue>; 4],
    done: Locked<DpcLock<queue>, u32>,
}

#[hw_dpc]
fn queue(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.done.lock(cx, |done, _| *done += 1);
}

fn main() {}
