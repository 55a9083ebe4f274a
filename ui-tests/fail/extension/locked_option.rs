//! `Locked` data is a field of its own, or in a part: an `Option` around it is neither.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    count: Option<Locked<StartIoLock, u32>>,
}

fn main() {}
