//! The data of all messages needs the interrupt lock.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = per_message)]
struct Adapter {
    queues: ByMessage<u32, 4>,
    other: Locked<StartIoLock, u32>,
}

#[hw_dpc]
fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.queues.get_all(cx)[0] += 1;
}

fn main() {}
