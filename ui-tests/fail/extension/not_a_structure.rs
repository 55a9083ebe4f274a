//! A device extension is a structure.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
enum Choice {
    First,
}

#[derive(DeviceExtension)]
union Overlay {
    first: u8,
}

fn main() {}
