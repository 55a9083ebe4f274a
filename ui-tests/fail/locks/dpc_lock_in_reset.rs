//! Under the StartIo lock of HW_RESET_BUS only the interrupt lock may be acquired.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    queue: Locked<DpcLock<complete>, u32>,
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_reset_bus]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    adapter.queue.lock(cx, |_, _| true)
}

fn main() {}
