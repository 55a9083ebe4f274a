//! A control request's header and data are the application's again once the request is completed.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn complete(cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    if let Ok(control) = srb.io_control(b"RUSTDISK") {
        srb.complete(cx, SrbStatus::Success);
        control.set_return_code(1);
    }
}

fn main() {}
