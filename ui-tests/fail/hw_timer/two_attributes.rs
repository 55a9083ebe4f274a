//! `#[hw_timer]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
#[hw_timer_ex]
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer]
#[miniport::hw_timer]
fn twice(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

fn main() {}
