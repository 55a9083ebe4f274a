//! The attribute of a handler is forgotten, and its object is used: that is one mistake.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: Dpc<complete>,
    queues: [Dpc<queue>; 2],
    expired: Timer<expired>,
}

fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    srb.complete(cx, SrbStatus::Success);
}

fn queue(_: &Adapter, _: &mut Deferred<'_, Adapter>, tag: u32) {}

fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let _ = cx.issue_dpc::<queue>(1, 5);
    cx.with_lock::<DpcLock<complete>, ()>(|_| ());
}

#[hw_startio]
fn start_io(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
    adapter.complete.issue(cx, srb).map_err(IssueError::into_argument)
}

fn main() {}
