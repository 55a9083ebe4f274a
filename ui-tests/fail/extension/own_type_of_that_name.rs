//! A type of the driver's own that looks like a deferred object with a handler.
#![allow(unused)]
use miniport::prelude::*;

struct Timer<T>(T);
struct Ticks;

#[derive(DeviceExtension)]
struct Adapter {
    uptime: Timer<Ticks>,
}

fn main() {}
