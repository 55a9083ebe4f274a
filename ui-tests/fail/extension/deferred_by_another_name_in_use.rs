//! The derive sees no deferred objects behind names that are not theirs, whatever uses them.
#![allow(unused)]
use miniport::Timer as Clock;
use miniport::prelude::*;

macro_rules! later {
    ($handler:ident) => { WorkItem<$handler> };
}

type Done = Dpc<complete>;
type Queues = [Dpc<queue>; 2];

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Done,
    queues: Queues,
    expired: Clock<expired>,
    rescan: later!(rescan),
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let _ = adapter.complete.issue(cx, ());
    let _ = cx.issue_dpc::<queue>(1, ());
}

#[hw_dpc]
fn queue(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let _ = adapter.rescan.queue(cx, ());
}

#[hw_workitem]
fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

fn main() {}
