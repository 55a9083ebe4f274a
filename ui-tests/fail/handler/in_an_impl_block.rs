//! A handler is a free function.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_dpc]
    fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}
}

fn main() {}
