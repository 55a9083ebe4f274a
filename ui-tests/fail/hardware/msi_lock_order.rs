//! One message's lock at a time, and none of an earlier kind inside; the handler takes none.
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
    adapter.queues.lock(cx, 0, |_, cx| {
        adapter.queues.lock(cx, 1, |_, _| ());
        adapter.other.lock(cx, |_, _| ());
    });
}

#[hw_message_signaled_interrupt]
fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, _: Message<'_>) -> bool {
    adapter.queues.lock(cx, 1, |_, _| true)
}

#[hw_passive_initialize]
fn passive(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    adapter.queues.lock(cx, 1, |_, _| true)
}

fn main() {}
