//! The extension has a size.
#![forbid(unsafe_code)]
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    units: u32,
    names: [u8],
}

fn main() {}
