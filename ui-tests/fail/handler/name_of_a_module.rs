//! The attribute makes a type of the function's name: a module beside it has another.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

mod interrupt {}

#[hw_dpc]
fn interrupt(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
