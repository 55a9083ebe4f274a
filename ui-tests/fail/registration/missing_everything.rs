//! Each missing callback is named.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

driver_entry! {
    Driver::<Adapter>::new()
}

fn main() {}
