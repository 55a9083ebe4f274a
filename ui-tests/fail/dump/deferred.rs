//! Nothing is deferred in dump mode: there are no DPCs, work items and timers.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter {
    complete: Dpc<complete>,
    rescan: WorkItem<rescan>,
    tick: Timer<tick>,
}

#[derive(DeviceExtension)]
struct Adapter;

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_timer_ex]
fn tick(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
