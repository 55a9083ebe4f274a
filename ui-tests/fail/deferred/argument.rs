//! The argument of a DPC fits in two pointers and may move to another processor.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    first: Dpc<first>,
}

struct Large([u64; 3]);

#[hw_dpc]
fn first(_: &Adapter, _: &mut Deferred<'_, Adapter>, _: Large) {}

#[hw_workitem]
fn second(_: &Adapter, _: &mut Passive<'_, Adapter>, _: Large) {}

fn main() {}
