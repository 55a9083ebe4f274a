//! `#[hw_timer_ex]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
#[hw_timer]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
#[miniport::hw_timer_ex]
fn twice(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
