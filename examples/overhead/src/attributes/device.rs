//! Every role of a WDM driver that runs while its device works, each with a small body.

use core::sync::atomic::{AtomicU32, Ordering};

use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = message, transfer = direct)]
pub struct Device {
    pub ticks: AtomicU32,
    pub cancelled: Locked<CancelLock, u32>,
    pub queue: SystemQueue<start_io>,
    pub finish: DpcForIsr<finish>,
    pub custom: CustomDpc<custom>,
    pub blink: CustomTimer<blink>,
    pub work: IoWorkItem<work>,
    pub timer: IoTimer<tick>,
}

#[derive(ExtensionPart)]
pub struct Hardware {
    pub current: Locked<InterruptLock, Option<Irp<Device>>>,
    pub number: Locked<InterruptLock, u32>,
    pub mapped: Locked<InterruptLock, Option<MappedIrp<Device>>>,
}

impl PnpDevice for Device {
    type Hardware = Hardware;

    fn start(
        &self,
        _cx: &mut Start<'_, Self>,
        _resources: &Resources<'_>,
    ) -> Result<Hardware, NtStatus> {
        Ok(Hardware {
            current: Locked::new(None),
            number: Locked::new(0),
            mapped: Locked::new(None),
        })
    }
}

#[kservice]
pub fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
    let current = cx.hardware().current.get(cx);
    let Some(irp) = current.take() else {
        return false;
    };
    if let Err(refused) = device.finish.request(cx, Some(irp), ()) {
        // The DPC is queued already, or the device is being stopped.
        let earlier = core::mem::replace(cx.hardware().current.get(cx), refused.irp);
        if let Some(earlier) = earlier {
            one_too_many(earlier);
        }
    }
    true
}

/// The system queue starts one IRP at a time: nothing else was there. The runtime completes what is dropped.
#[cold]
#[inline(never)]
fn one_too_many(_irp: Irp<Device>) {}

#[kmessage_service]
pub fn message(_device: &Device, cx: &mut MessageService<'_, Device>, message_id: u32) -> bool {
    *cx.hardware().number.get(cx) = message_id;
    true
}

#[ksynchronize]
pub fn set_number(_device: &Device, cx: &mut Synchronize<'_, Device>, number: u32) -> bool {
    *cx.hardware().number.get(cx) = number;
    true
}

#[io_dpc]
pub fn finish(_device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
    if let Some(irp) = irp {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

#[kdeferred]
pub fn custom(device: &Device, _cx: &mut Deferred<'_, Device>, ticks: u32) {
    device.ticks.store(ticks, Ordering::Relaxed);
}

#[kdeferred]
pub fn blink(device: &Device, _cx: &mut Deferred<'_, Device>) {
    device.ticks.store(2, Ordering::Relaxed);
}

#[driver_list_control]
pub fn begin(_device: &Device, cx: &mut ListControl<'_, Device>, irp: MappedIrp<Device>) {
    let mapped = &cx.hardware().mapped;
    let earlier = mapped.lock(cx, |mapped, _cx| mapped.replace(irp));
    if let Some(earlier) = earlier {
        one_list_too_many(earlier);
    }
}

/// As [`one_too_many`].
#[cold]
#[inline(never)]
fn one_list_too_many(_irp: MappedIrp<Device>) {}

#[driver_dispatch]
pub fn read(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Read>,
) -> Dispatched {
    if irp.parameters().length == 0 {
        return irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    device.queue.start(cx, irp, None)
}

#[driver_dispatch_paged]
pub fn control(
    _device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, DeviceControl>,
) -> Dispatched {
    irp.complete(cx, NtStatus::INVALID_DEVICE_REQUEST, 0)
}

#[driver_startio]
pub fn start_io(_device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    let current = &cx.hardware().current;
    let earlier = current.lock(cx, |current, _cx| current.replace(irp));
    if let Some(earlier) = earlier {
        one_too_many(earlier);
    }
}

#[driver_cancel]
pub fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
    *device.cancelled.get(cx) += 1;
}

#[io_workitem]
pub fn work(device: &Device, _cx: &mut Passive<'_, Device>, ticks: u32) {
    device.ticks.store(ticks, Ordering::Relaxed);
}

#[io_timer]
pub fn tick(device: &Device, _cx: &mut TimerTick<'_, Device>) {
    device.ticks.store(1, Ordering::Relaxed);
}
