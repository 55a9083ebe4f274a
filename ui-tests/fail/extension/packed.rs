//! Processors share the fields by reference, so they are aligned.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[repr(C, packed)]
struct Adapter {
    count: u32,
}

fn main() {}
