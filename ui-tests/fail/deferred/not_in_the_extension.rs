//! A DPC, work item or timer is a field of the device extension.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    Dpc::<complete>::new().issue(cx, ()).ok();
    WorkItem::<rescan>::new().queue(cx, ()).ok();
    Timer::<expired>::new().cancel(cx).ok();
}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_timer_ex]
fn expired(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
