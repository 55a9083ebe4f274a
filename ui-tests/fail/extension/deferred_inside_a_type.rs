//! A deferred object is a field of its own.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    maybe: Option<Dpc<complete>>,
    locked: Locked<StartIoLock, WorkItem<rescan>>,
    pair: (Timer<expired>, u8),
    nested: [[Dpc<complete>; 2]; 2],
}

enum complete {}
enum rescan {}
enum expired {}

fn main() {}
