//! A deferred object and its handler belong to one device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Dpc<complete>,
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Other;

#[hw_dpc]
fn complete(_: &Other, _: &mut Deferred<'_, Other>) {}

fn main() {}
