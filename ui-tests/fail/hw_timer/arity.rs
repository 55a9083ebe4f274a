//! `#[hw_timer]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn none() {}

#[hw_timer]
fn too_few(adapter: &Adapter) {}

#[hw_timer]
fn too_many(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>, extra: u32) {}

fn main() {}
