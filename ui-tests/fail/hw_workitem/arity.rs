//! `#[hw_workitem]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
fn none() {}

#[hw_workitem]
fn too_few(adapter: &Adapter) {}

#[hw_workitem]
fn too_many(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, first: u32, second: u32) {}

fn main() {}
