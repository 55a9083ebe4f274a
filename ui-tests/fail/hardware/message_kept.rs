//! A message does not leave its callback, and is not made by hand.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = per_message)]
struct Adapter {
    queues: ByMessage<u32, 4>,
    other: Locked<StartIoLock, u32>,
}

static KEPT: core::cell::OnceCell<Message<'static>> = core::cell::OnceCell::new();

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    let again = message.clone();
    false
}

fn made() -> Message<'static> {
    Message { id: 0 }
}

fn main() {}
