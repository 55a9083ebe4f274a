//! An object is found by its handler.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    first: Dpc<complete>,
    second: Dpc<complete>,
    early: Timer<expired>,
    late: Timer<expired>,
    timers: [Timer<another>; 2],
}

enum complete {}
enum expired {}
enum another {}

fn main() {}
