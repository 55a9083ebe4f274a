//! A lifetime that nothing declares is one error, wherever it is written.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn complete(_: &'a Adapter, _: &mut Deferred<'a, Adapter>) {}

fn main() {}
