//! StorPortMSILock: a message has a lock only with InterruptSynchronizePerMessage.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = message)]
struct Adapter {
    queues: ByMessage<u32, 4>,
}

#[hw_dpc]
fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.queues.lock(cx, 0, |_, _| ());
}

fn main() {}
