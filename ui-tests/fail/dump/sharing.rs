//! Data of a dump path is not reached from the running system, and a request cannot be kept for it.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    count: Locked<DumpLock, u32>,
}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    *adapter.count.get(cx) += 1;
    adapter.count.lock(cx, |count, _| *count += 1);
    true
}

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter {
    first: Locked<DumpLock, u32>,
    second: Locked<DumpLock, u32>,
}

#[dump_hw_interrupt]
fn poll(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    let first = dump.first.get(cx);
    let second = dump.second.get(cx);
    *first += *second;
    true
}

fn main() {}
