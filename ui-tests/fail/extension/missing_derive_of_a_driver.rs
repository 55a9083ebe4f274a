//! Nothing derives the extension of a whole driver: that is one mistake.
#![allow(unused)]
use miniport::prelude::*;

#[derive(Debug)]
struct Adapter {
    waiting: Locked<StartIoLock, u32>,
    complete: Dpc<complete>,
}

#[virtual_hw_find_adapter]
fn find_adapter(_: &mut FindAdapter<'_, Adapter>, _: &mut PortConfiguration<'_>) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter { waiting: Locked::new(0), complete: Dpc::new() };
    Ok(Found::new(adapter, const { Limits::new(1 << 20, 16) }))
}

#[hw_startio]
fn start_io(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb<Adapter>) -> Result<(), Srb<Adapter>> {
    adapter.waiting.lock(cx, |waiting, _| *waiting += 1);
    adapter.complete.issue(cx, srb).map_err(IssueError::into_argument)
}

#[hw_dpc]
fn complete(_: &Adapter, cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    srb.complete(cx, SrbStatus::Success);
}

fn main() {}
