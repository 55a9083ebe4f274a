//! A device object has one `DpcForIsr`, one timer and one system queue, and an object is found by its handler.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    finish: DpcForIsr<finish>,
    other: DpcForIsr<other>,
    tick: IoTimer<tick>,
    tock: IoTimer<tock>,
    queue: SystemQueue<start_io>,
    more: SystemQueue<start_more>,
    deferred: CustomDpc<drain>,
    again: CustomDpc<drain>,
    work: [IoWorkItem<work>; 2],
    waiting: IrpQueue<Waiting>,
    waiting_too: IrpQueue<Waiting>,
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

#[io_dpc]
fn other(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

#[io_timer]
fn tick(_: &Device, _: &mut TimerTick<'_, Device>) {}

#[io_timer]
fn tock(_: &Device, _: &mut TimerTick<'_, Device>) {}

#[driver_startio]
fn start_io(_: &Device, _: &mut StartIo<'_, Device>, _: Irp<Device>) {}

#[driver_startio]
fn start_more(_: &Device, _: &mut StartIo<'_, Device>, _: Irp<Device>) {}

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>) {}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

enum Waiting {}

fn main() {}
