//! Processors share every field.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    blocks: u64,
    count: core::cell::Cell<u32>,
    base: *mut u8,
}

fn main() {}
