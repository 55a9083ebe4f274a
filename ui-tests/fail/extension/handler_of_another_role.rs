//! A `Dpc` names a `#[hw_dpc]` function, a `WorkItem` a `#[hw_workitem]` function, a `Timer` a `#[hw_timer_ex]` function.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    dpc: Dpc<rescan>,
    work_item: WorkItem<complete>,
    timer: Timer<tick>,
}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_timer]
fn tick(_: &Adapter, _: &mut TimerTick<'_, Adapter>) {}

fn main() {}
