//! `#[hw_message_signaled_interrupt]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt]
#[hw_timer]
fn message(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
#[miniport::hw_message_signaled_interrupt]
fn twice(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

fn main() {}
