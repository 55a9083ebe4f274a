//! `HW_TRACING_ENABLED`, with what is allowed at `PASSIVE_LEVEL`.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code)]

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    traces: Locked<StartIoLock, bool>,
    flush: WorkItem<flush>,
}

#[hw_tracing_enabled]
fn tracing(adapter: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool) {
    adapter.traces.lock(cx, |traces, _| *traces = enabled);
    if !enabled {
        adapter.flush.queue(cx, ()).ok();
    }
}

#[hw_workitem]
fn flush(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

fn registered() {
    let _ = Driver::<Adapter>::new().hw_tracing_enabled::<tracing>();
}

fn main() {}
