//! `#[hw_timer_ex]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
fn none() {}

#[hw_timer_ex]
fn too_few(adapter: &Adapter) {}

#[hw_timer_ex]
fn too_many(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>, extra: u32) {}

fn main() {}
