//! What a WDM driver says of its device objects, a miniport does not.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual, transfer = direct)]
struct Transfer;

#[derive(DeviceExtension)]
#[device_extension(physical, interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2a")]
struct Interface;

#[derive(DeviceExtension)]
#[device_extension(interrupts = none)]
struct NoInterrupt;

fn main() {}
