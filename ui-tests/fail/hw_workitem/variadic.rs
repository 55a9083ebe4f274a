//! `#[hw_workitem]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, _: ...) {}

fn main() {}
