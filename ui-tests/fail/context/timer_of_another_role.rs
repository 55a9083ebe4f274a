//! RequestTimerCall names a HW_TIMER (StorPortTimer).
#![allow(unused, non_camel_case_types)]
use core::time::Duration;
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
fn expired(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, cx: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    cx.request_timer::<expired>(Duration::from_millis(1));
    true
}

fn main() {}
