//! A work item is queued up to DISPATCH_LEVEL: an interrupt handler issues a DPC for that.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter {
    rescan: WorkItem<rescan>,
}

#[hw_workitem]
fn rescan(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.rescan.queue(cx, ()).is_ok()
}

fn main() {}
