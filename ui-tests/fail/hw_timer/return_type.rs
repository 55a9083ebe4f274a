//! `#[hw_timer]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn a_bool(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) -> bool {
    true
}

#[hw_timer]
fn a_result(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) -> Result<(), ()> {
    Ok(())
}

fn main() {}
