//! A miniport has the locks of Storport.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    count: Locked<miniport::wdm::DeviceLock, u32>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.count.lock(cx, |_, _| ());
}

fn main() {}
