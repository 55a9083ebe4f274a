//! An object is found by its handler.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    first: Dpc<complete>,
    second: Dpc<complete>,
    early: Timer<expired>,
    late: Timer<expired>,
    timers: [Timer<another>; 2],
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_timer_ex]
fn expired(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
fn another(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
