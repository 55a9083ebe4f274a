//! `#[hw_message_signaled_interrupt]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt]
fn none() -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn too_few(adapter: &Adapter) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
fn too_many(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
    extra: u32,
) -> bool {
    loop {}
}

fn main() {}
