//! What the running port offers does not exist in dump mode: it has types of its own.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter;

#[dump_hw_interrupt]
fn poll(_: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    cx.bus_change_detected(0);
    true
}

fn main() {}
