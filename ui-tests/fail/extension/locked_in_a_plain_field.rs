//! `Locked` inside of another type is a part of the extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    channel: Channel,
}

struct Channel {
    waiting: Locked<StartIoLock, u32>,
}

fn main() {}
