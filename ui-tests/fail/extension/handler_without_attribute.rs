//! The name in `Dpc<h>` is that of a function with the attribute.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Dpc<complete>,
}

fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
