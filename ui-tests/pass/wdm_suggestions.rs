//! What the diagnostics of a WDM driver advise, as they write it: `tests/suggestions.rs` looks for each piece here.
#![forbid(unsafe_code)]
#![deny(warnings)]
#![allow(dead_code, non_camel_case_types)]

use miniport::wdm::prelude::*;

#[derive(DeviceExtension)] #[device_extension(wdm)] struct Device { waiting: IrpQueue<Name>, timer: IoTimer<tick> }

enum Name {}

impl PnpDevice for Device { type Hardware = (); fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> { Ok(()) } }

fn started<S: Scope>(cx: &mut Context<'_, Device, S>) -> Option<()>
where S::Extension: IsStarted
{
    Some(*cx.hardware())
}

fn switches<S>(device: &Device, cx: &mut Context<'_, Device, S>)
where S: miniport::wdm::deferred::MaySwitchTimer
{
    device.timer.stop(cx);
}

fn completes<S>(cx: &mut Context<'_, Device, S>, irp: Irp<Device>)
where S: HoldsNoLock
{
    irp.complete(cx, NtStatus::SUCCESS, 0);
}

#[io_timer]
fn tick(_: &Device, cx: &mut TimerTick<'_, Device>) {
    started(cx);
}

#[driver_dispatch_paged]
fn create(device: &Device, cx: &mut DispatchPaged<'_, Device>, irp: Incoming<Device, Create>) -> Dispatched {
    switches(device, cx);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
struct Quiet;

impl PnpDevice for Quiet {
    type Hardware = ();
    fn close(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        cx.while_started(|cx| { let () = cx.hardware(); });
    }
    /// `PnpDevice::started` is where deferred objects begin.
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = message)]
struct Messages;

impl PnpDevice for Messages {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

fn main() {}
