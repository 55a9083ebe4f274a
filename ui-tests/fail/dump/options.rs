//! What a dump path does not have.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump, virtual)]
struct OfNoHardware;

#[derive(DeviceExtension)]
#[device_extension(dump, interrupts = line)]
struct Interrupted;

#[derive(DeviceExtension)]
#[device_extension(dump, channels = concurrent, srb_extension = u32)]
struct Parallel;

fn main() {}
