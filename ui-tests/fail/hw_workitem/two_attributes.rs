//! `#[hw_workitem]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
#[hw_timer]
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem]
#[miniport::hw_workitem]
fn twice(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

fn main() {}
