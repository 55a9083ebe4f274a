//! `#[device_extension(…)]`: kinds, modes, and what excludes what.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension]
struct Nothing;

#[derive(DeviceExtension)]
#[device_extension(virtaul)]
struct Misspelt;

#[derive(DeviceExtension)]
#[device_extension(virtual, physical)]
struct Both;

#[derive(DeviceExtension)]
#[device_extension(virtual, interrupts = line, channels = single)]
struct VirtualWithHardware;

#[derive(DeviceExtension)]
#[device_extension(interrupts = lines)]
struct WrongValue;

#[derive(DeviceExtension)]
#[device_extension(channels = "single")]
struct Quoted;

#[derive(DeviceExtension)]
#[device_extension(interrupts = line, interrupts = message)]
struct Twice;

#[derive(DeviceExtension)]
#[device_extension(srb_extension = u8, srb_extension = u8)]
struct TwoTypes;

#[derive(DeviceExtension)]
struct OnAField {
    #[device_extension(virtual)]
    field: u8,
}

fn main() {}
