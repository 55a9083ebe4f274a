//! Timers of the driver's own are set and cancelled by everybody, and hooks of files and queries reach the hardware, while the device comes and
//! goes.

use std::time::Duration;

use miniport::wdm::prelude::*;

use crate::fixture::{Canary, wdm};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    alarm: CustomTimer<alarm>,
    work: IoWorkItem<work>,
    rings: Locked<InterruptLock, u32>,
}

#[derive(ExtensionPart)]
struct Hardware {
    canary: Canary,
}

fn make() -> Device {
    Device {
        alarm: CustomTimer::new(),
        work: IoWorkItem::new(),
        rings: Locked::default(),
    }
}

const SOON: Duration = Duration::from_micros(1);

/// Reaches the hardware and its lock, defers, and sets a timer that nobody cancels.
fn touch(cx: &mut Context<'_, Device, miniport::wdm::scope::Pnp>) {
    let device = cx.extension();
    cx.while_started(|cx| {
        cx.hardware().canary.sing();
        device.rings.lock(cx, |rings, _| *rings += 1);
        device.alarm.set_periodic(cx, SOON, SOON).ok();
        device.work.queue(cx, ()).ok();
    });
}

impl PnpDevice for Device {
    type Hardware = Hardware;

    fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
        cx.device_key(DeviceKeyKind::Hardware, |key| key.write("Starts", &1_u32))??;
        Ok(Hardware {
            canary: Canary::new(),
        })
    }

    fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        touch(cx);
        Ok(())
    }

    fn query_remove(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        touch(cx);
        Ok(())
    }

    fn cleanup(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        touch(cx);
    }

    fn close(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
        touch(cx);
    }

    fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
        self.alarm.set(cx, SOON).ok();
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        self.alarm.cancel(cx);
    }
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    device.alarm.set(cx, SOON).ok();
    device.work.queue(cx, ()).ok();
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch]
fn write(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Write>,
) -> Dispatched {
    device.alarm.cancel(cx);
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

/// It sets itself again for ever.
#[kdeferred]
fn alarm(device: &Device, cx: &mut Deferred<'_, Device>) {
    cx.hardware().canary.sing();
    device.rings.lock(cx, |rings, _| *rings += 1);
    device.alarm.set(cx, SOON).ok();
}

#[io_workitem]
fn work(device: &Device, cx: &mut Passive<'_, Device>) {
    device.alarm.set_periodic(cx, Duration::ZERO, SOON).ok();
    cx.hardware().canary.sing();
}

wdm! { add control service }
wdm! { entry_with .kservice::<line>() }

// Each way to live once with each way to end: timers that set themselves take their time.
#[test]
fn alarms() {
    for seed in 0..24 {
        wdm::live(seed, DriverEntry).assert_clean();
    }
}
