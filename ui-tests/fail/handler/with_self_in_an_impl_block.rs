//! A handler is a free function: it cannot say `Self`.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_dpc]
    fn complete(_: &Self, _: &mut Deferred<'_, Self>) {}
}

fn main() {}
