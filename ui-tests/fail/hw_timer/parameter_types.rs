//! `#[hw_timer]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer]
fn extension_by_value(adapter: Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer]
fn context_by_value(adapter: &Adapter, cx: TimerTick<'_, Adapter>) {}

#[hw_timer]
fn shared_context(adapter: &Adapter, cx: &TimerTick<'_, Adapter>) {}

#[hw_timer]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) {}

#[hw_timer]
fn swapped(cx: &mut TimerTick<'_, Adapter>, adapter: &Adapter) {}

fn main() {}
