//! Processors share what is kept for a logical unit, as they share the device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(lu_extension = core::cell::Cell<u32>)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(virtual, lu_extension = u32)]
struct Virtual;

fn main() {}
