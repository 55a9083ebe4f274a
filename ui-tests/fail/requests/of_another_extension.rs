//! A request belongs to the adapter that it was sent to.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Other;

fn complete(cx: &mut Deferred<'_, Adapter>, srb: Srb<Other>) {
    srb.complete(cx, SrbStatus::Success);
}

fn main() {}
