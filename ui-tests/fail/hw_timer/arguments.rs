//! `#[hw_timer]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer(fast)]
fn a_word(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

fn main() {}
