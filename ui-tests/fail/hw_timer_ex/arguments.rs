//! `#[hw_timer_ex]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex(fast)]
fn a_word(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

#[hw_timer_ex(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
