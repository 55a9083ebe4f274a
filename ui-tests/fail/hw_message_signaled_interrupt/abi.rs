//! `#[hw_message_signaled_interrupt]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_message_signaled_interrupt]
extern "C" fn c(adapter: &Adapter, cx: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    loop {}
}

#[hw_message_signaled_interrupt]
extern "system" fn system(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    loop {}
}

fn main() {}
