//! Windows' locks do not exist in dump mode: nothing else runs, and who held one when the system crashed never releases it.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter {
    count: Locked<StartIoLock, u32>,
    interrupts: Locked<InterruptLock, u32>,
    own: Locked<DumpLock, u32>,
}

#[dump_hw_interrupt]
fn poll(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    *dump.count.get(cx) += 1;
    dump.interrupts.lock(cx, |interrupts, _| *interrupts += 1);
    dump.own.lock(cx, |own, _| *own += 1);
    true
}

fn main() {}
