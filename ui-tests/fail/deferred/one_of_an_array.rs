//! The DPCs of an array are told apart by their index, which an element does not know.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    queues: [Dpc<queue>; 4],
    rescans: [WorkItem<rescan>; 2],
}

#[hw_dpc]
fn queue(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.queues[1].issue(cx, ()).ok();
}

#[hw_workitem]
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    adapter.rescans[1].queue(cx, ()).ok();
}

fn main() {}
