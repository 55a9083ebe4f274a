//! One expression, without a semicolon.
#![forbid(unsafe_code)]
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

driver_entry! {
    Driver::<Adapter>::new();
}

fn main() {}
