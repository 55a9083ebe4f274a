//! StorPortAcquireSpinLock is not called in HW_INTERRUPT, nor for the StartIo lock in HW_INITIALIZE.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    queue: Locked<StartIoLock, u32>,
}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.queue.lock(cx, |_, _| true)
}

#[hw_initialize]
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    adapter.queue.lock(cx, |_, _| true)
}

fn main() {}
