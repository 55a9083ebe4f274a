//! A request is not completed with SRB_STATUS_PENDING (StorPortStatusPending).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn complete(cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    srb.complete(cx, SrbStatus::Pending);
}

fn main() {}
