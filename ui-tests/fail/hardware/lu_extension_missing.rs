//! A unit has an extension if the device extension names one.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_buildio]
fn build(_: &Adapter, cx: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {
    srb.lu_extension(cx)?;
    Some(srb)
}

fn main() {}
