//! The lock of a DPC exists if the device extension has that DPC.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    queue: Locked<DpcLock<complete>, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.queue.lock(cx, |_, _| ());
}

fn main() {}
