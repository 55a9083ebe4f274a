//! A message is the proof that its lock is held, here and now.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = per_message)]
struct Adapter {
    not_send: ByMessage<*mut u8, 4>,
}

fn send(_: impl Send) {}

#[hw_message_signaled_interrupt]
fn message(_: &Adapter, _: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    send(message);
    true
}

fn main() {}
