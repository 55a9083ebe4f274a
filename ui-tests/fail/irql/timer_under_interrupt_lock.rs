//! Inside the interrupt lock the code runs at DIRQL, where no timer is set.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    ring: Locked<InterruptLock, u32>,
    timer: Timer<expired>,
}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.ring.lock(cx, |_, cx| {
        adapter
            .timer
            .set(cx, core::time::Duration::from_millis(1))
            .ok();
    });
}

fn main() {}
