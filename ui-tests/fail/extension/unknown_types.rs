//! A type that is not there is one error, which the derive does not repeat.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    count: Locked<SpinLock, u32>,
    complete: Dpc<complete>,
    name: &str,
}

fn main() {}
