//! The context of a lock closure does not leave it.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let locked = cx.with_lock::<StartIoLock, _>(|cx| cx);
    locked.bus_change_detected(0);
}

fn main() {}
