//! `#[hw_message_signaled_interrupt]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt]
fn exclusive_extension(
    adapter: &mut Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn extension_by_value(
    adapter: Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn context_by_value(adapter: &Adapter, cx: MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn shared_context(adapter: &Adapter, cx: &MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn swapped(cx: &mut MessageInterrupt<'_, Adapter>, adapter: &Adapter, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn other_integer(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: u8) -> bool {
    loop {}
}

fn main() {}
