//! The derive sees a deferred object by its name and its handler: an alias, a renamed import or a macro hides it, and a number is no handler.
#![allow(unused, non_camel_case_types)]
use miniport::WorkItem as Later;
use miniport::prelude::*;

type Alias = Dpc<complete>;

macro_rules! timer {
    ($handler:ident) => {
        Timer<$handler>
    };
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    alias: Alias,
    renamed: [Later<rescan>; 2],
    made: timer!(tick),
    numbered: Dpc<u32>,
}

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_timer_ex]
fn tick(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
