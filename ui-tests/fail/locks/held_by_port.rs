//! Storport holds the StartIo lock around HW_TIMER and the interrupt lock around HW_INTERRUPT.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    queue: Locked<StartIoLock, u32>,
    ring: Locked<InterruptLock, u32>,
}

#[hw_timer]
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    adapter.queue.lock(cx, |_, _| ());
}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.ring.lock(cx, |_, _| true)
}

fn main() {}
