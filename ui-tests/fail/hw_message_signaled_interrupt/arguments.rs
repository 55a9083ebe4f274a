//! `#[hw_message_signaled_interrupt]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt(fast)]
fn a_word(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

fn main() {}
