//! `#[hw_message_signaled_interrupt]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt]
fn nothing(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) {}

#[hw_message_signaled_interrupt]
fn a_number(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> u32 {
    loop {}
}

#[hw_message_signaled_interrupt]
fn a_tuple(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> (bool, u8) {
    loop {}
}

fn main() {}
