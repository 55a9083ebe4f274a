//! `#[hw_timer_ex]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
fn a_bool(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) -> bool {
    true
}

#[hw_timer_ex]
fn a_result(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) -> Result<(), ()> {
    Ok(())
}

fn main() {}
