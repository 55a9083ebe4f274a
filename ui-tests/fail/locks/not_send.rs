//! Locked data moves between processors.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    pointer: Locked<StartIoLock, *mut u8>,
}

fn main() {}
