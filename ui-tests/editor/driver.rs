use miniport::prelude::*;

#[derive(DeviceExtension)]
pub struct Adapter {
    waiting: Locked<StartIoLock, Option<Srb<Adapter>>>,
    complete: Dpc<complete>,
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, status: u32) {
    if let Some(srb) = adapter.waiting.lock(cx, |waiting, _| waiting.take()) {
        srb.complete(cx, SrbStatus::Success);
    }
    let _ = status;
}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.complete.issue(cx, 1).is_ok()
}

#[hw_workitem]
fn rescan(adapter: &Adapter, cx: Passive<'_, Adapter>, name: &str) -> bool {
    let kept = &adapter.waiting;
    adapter.
}
