//! The StartIo lock comes before a DPC lock, which comes before the interrupt lock (StorPortSpinLock3).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    first: Locked<StartIoLock, u32>,
    second: Locked<DpcLock<complete>, u32>,
    third: Locked<InterruptLock, u32>,
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter
        .third
        .lock(cx, |_, cx| adapter.first.lock(cx, |_, _| ()));
    adapter
        .third
        .lock(cx, |_, cx| adapter.second.lock(cx, |_, _| ()));
    adapter
        .second
        .lock(cx, |_, cx| adapter.first.lock(cx, |_, _| ()));
}

fn main() {}
