//! A message handler takes no other message's lock, and has data of its own message only.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = per_message)]
struct Adapter {
    rings: ByMessage<u32, 4>,
    all: Locked<InterruptLock, u32>,
}

#[hw_message_signaled_interrupt]
fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    adapter.rings.lock(cx, 1, |ring, _| *ring += 1);
    adapter.rings.get_all(cx);
    *adapter.all.get(cx) += 1;
    true
}

fn main() {}
