//! `#[hw_dpc]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
#[hw_timer]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
#[miniport::hw_dpc]
fn twice(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

fn main() {}
