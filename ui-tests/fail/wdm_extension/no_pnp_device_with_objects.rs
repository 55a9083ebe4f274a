//! What the device does when it is started is said once, whatever objects it has.
#![allow(unused)]
use miniport::wdm::prelude::*;

enum Waiting {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Device {
    work: IoWorkItem<work>,
    tick: IoTimer<tick>,
    again: CustomDpc<again>,
    waiting: IrpQueue<Waiting>,
}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

#[io_timer]
fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
    let _ = device.work.queue(cx, ());
}

#[kdeferred]
fn again(device: &Device, cx: &mut Deferred<'_, Device>) {
    let _ = device.again.queue(cx, ());
}

fn main() {}
