#![forbid(unsafe_code)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    finished: Locked<InterruptLock, Option<Srb<Adapter>>>,
    complete: Dpc<complete>,
    rescan: WorkItem<rescan>,
}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    if adapter.finished.get(cx).is_none() {
        return false; // not ours
    }
    adapter.complete.issue(cx, ()).ok();
    adapter.rescan.queue(cx, ()).ok();
    true
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    if let Some(srb) = adapter.finished.lock(cx, |finished, _cx| finished.take()) {
        srb.complete(cx, SrbStatus::Success);
    }
}

#[hw_workitem]
fn rescan(_adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.bus_change_detected(0);
}

fn main() {}
