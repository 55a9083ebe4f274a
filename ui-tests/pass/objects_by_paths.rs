//! Deferred objects by paths that begin with an import of the runtime's.
#![deny(warnings)]
#![allow(dead_code)]
use miniport::prelude::*;
use miniport::wdm::prelude as km;
use miniport::wdm::{self, PnpDevice};
use miniport as storage;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    complete: storage::Dpc<complete>,
    queues: [storage::Dpc<queue>; 2],
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let _ = adapter.complete.issue(cx, ());
    let _ = cx.issue_dpc::<queue>(1, ());
}

#[hw_dpc]
fn queue(_: &Adapter, _: &mut Deferred<'_, Adapter>) {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    work: wdm::IoWorkItem<work>,
    again: km::CustomDpc<again>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut wdm::Start<'_, Self>, _: &wdm::Resources<'_>) -> Result<(), wdm::NtStatus> {
        Ok(())
    }
}

#[km::io_workitem]
fn work(device: &Device, cx: &mut wdm::Passive<'_, Device>) {
    let _ = device.again.queue(cx, ());
}

#[km::kdeferred]
fn again(device: &Device, cx: &mut km::Deferred<'_, Device>) {
    let _ = device.work.queue(cx, ());
}

fn main() {}
