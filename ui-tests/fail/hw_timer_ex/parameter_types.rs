//! `#[hw_timer_ex]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
fn extension_by_value(adapter: Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
fn context_by_value(adapter: &Adapter, cx: TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
fn shared_context(adapter: &Adapter, cx: &TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) {}

#[hw_timer_ex]
fn swapped(cx: &mut TimerExpired<'_, Adapter>, adapter: &Adapter) {}

fn main() {}
