//! Nothing is deferred when the system asks or a file is closed, which may be between a stop and a start: the interrupt is not connected then, and
//! a DPC could want its lock.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    deferred: CustomDpc<drain>,
    of_the_interrupt: DpcForIsr<finish>,
    work: IoWorkItem<work>,
    timer: IoTimer<tick>,
}

#[kdeferred]
fn drain(_: &Device, _: &mut Deferred<'_, Device>) {}

#[io_dpc]
fn finish(_: &Device, _: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {}

#[io_workitem]
fn work(_: &Device, _: &mut Passive<'_, Device>) {}

#[io_timer]
fn tick(_: &Device, _: &mut TimerTick<'_, Device>) {}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
    fn cleanup(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        self.deferred.queue(cx, ()).ok();
    }
    fn close(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        self.of_the_interrupt.request(cx, None, ()).ok();
    }
    fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        self.work.queue(cx, ()).ok();
        Ok(())
    }
    fn query_remove(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        self.timer.start(cx);
        Ok(())
    }
}

fn main() {}
