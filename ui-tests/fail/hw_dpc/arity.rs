//! `#[hw_dpc]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn none() {}

#[hw_dpc]
fn too_few(adapter: &Adapter) {}

#[hw_dpc]
fn too_many(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, first: u32, second: u32) {}

fn main() {}
