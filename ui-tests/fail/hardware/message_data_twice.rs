//! One reference to a message's data at a time.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = per_message)]
struct Adapter {
    queues: ByMessage<u32, 4>,
    other: Locked<StartIoLock, u32>,
}

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    let first = adapter.queues.get(cx, &message);
    let second = adapter.queues.get(cx, &message);
    first == second
}

fn main() {}
