//! Completing a request gives it away.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    srb.complete(cx, SrbStatus::Success);
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

#[hw_buildio]
fn build_io(_: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {
    srb.complete(cx, SrbStatus::Success);
    Some(srb)
}

fn main() {}
