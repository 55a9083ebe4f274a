//! Only one piece of locked data is borrowed from a context at a time.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    one: Locked<InterruptLock, u32>,
}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    let first = adapter.one.get(cx);
    let second = adapter.one.get(cx);
    core::mem::swap(first, second);
    true
}

fn main() {}
