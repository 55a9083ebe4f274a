//! `#[hw_timer]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>, _: ...) {}

fn main() {}
