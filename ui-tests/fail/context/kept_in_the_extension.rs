//! A context is no field of a device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    cx: Option<Deferred<'static, Adapter>>,
}

fn main() {}
