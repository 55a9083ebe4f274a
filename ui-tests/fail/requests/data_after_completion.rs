//! The data of a request is the initiator's again once the request is completed.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn complete(cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    let data = srb.data();
    srb.complete(cx, SrbStatus::Success);
    data.fill_at(0, 1, 0).ok();
}

fn main() {}
