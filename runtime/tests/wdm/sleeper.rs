//! A device that keeps what it gets until something is written or it is gone, and says what it hears of its power.

use std::cell::Cell;

use miniport::wdm::prelude::*;

/// What is read there is kept until something is written or the device is gone.
pub const KEPT: u64 = 0;
/// A work item answers.
pub const IN_WORK_ITEM: u64 = 1;
/// It is over when the device has been asked to pause for the third time.
pub const SLOW: u64 = 2;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Sleeper {
    kept: Locked<DeviceLock, Vec<Irp<Sleeper>>>,
    /// What the hardware is done with when it was asked for the third time to pause.
    slow: Locked<DeviceLock, Vec<Irp<Sleeper>>>,
    asked: Locked<DeviceLock, u32>,
    work: IoWorkItem<work>,
}

thread_local! {
    /// The device is started.
    static STARTED: Cell<bool> = const { Cell::new(false) };
    /// It has power.
    static POWERED: Cell<bool> = const { Cell::new(false) };
}

/// No device is there.
pub fn forget() {
    STARTED.set(false);
    POWERED.set(false);
}

impl Sleeper {
    fn take(
        &self,
        cx: &mut Context<'_, Self, impl HoldsNoLock + MayAcquire<DeviceLock>>,
    ) -> Vec<Irp<Self>> {
        let mut all = self.slow.lock(cx, |slow, _| core::mem::take(slow));
        self.kept.lock(cx, |kept, _| all.append(kept));
        all
    }
}

impl PnpDevice for Sleeper {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        assert!(!STARTED.replace(true));
        POWERED.set(true);
        debug_print!(0, "hook: start");
        Ok(())
    }

    fn started(&self, _cx: &mut Power<'_, Self>) {
        assert!(STARTED.get());
        debug_print!(0, "hook: started");
    }

    fn pause(&self, cx: &mut Power<'_, Self>) {
        assert!(STARTED.get() && POWERED.get());
        let asked = self.asked.lock(cx, |asked, _| {
            *asked += 1;
            *asked
        });
        if asked >= 3 {
            for irp in self.slow.lock(cx, |slow, _| core::mem::take(slow)) {
                irp.complete(cx, NtStatus::SUCCESS, 0);
            }
        }
    }

    fn resume(&self, _cx: &mut Power<'_, Self>) {
        assert!(STARTED.get() && POWERED.get());
        debug_print!(0, "hook: resume");
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        assert!(STARTED.get());
        for irp in self.take(cx) {
            irp.complete(cx, NtStatus::CANCELLED, 0);
        }
    }

    fn stop(&self, cx: &mut Stop<'_, Self>) {
        assert!(STARTED.replace(false));
        assert_eq!(cx.has_power(), POWERED.get());
        assert!(self.take(cx).is_empty());
        debug_print!(0, "hook: stop");
    }

    fn power_down(&self, _cx: &mut Power<'_, Self>, loss: PowerLoss) {
        assert!(STARTED.get() && POWERED.replace(false));
        debug_print!(0, "hook: power down {loss:?}");
    }

    fn power_up(&self, _cx: &mut Power<'_, Self>) {
        assert!(STARTED.get() && !POWERED.replace(true));
        debug_print!(0, "hook: power up");
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Sleeper>) -> Result<Sleeper, NtStatus> {
    Ok(Sleeper {
        kept: Locked::new(Vec::new()),
        slow: Locked::new(Vec::new()),
        asked: Locked::new(0),
        work: IoWorkItem::new(),
    })
}

#[driver_dispatch]
fn read(
    device: &Sleeper,
    cx: &mut Dispatch<'_, Sleeper>,
    irp: Incoming<Sleeper, Read>,
) -> Dispatched {
    assert!(STARTED.get() && POWERED.get());
    let offset = irp.parameters().offset.cast_unsigned();
    let (irp, pending) = irp.pend();
    let place = if offset == SLOW {
        &device.slow
    } else {
        &device.kept
    };
    place.lock(cx, |kept, _| kept.push(irp));
    if offset == IN_WORK_ITEM {
        device.work.queue(cx, ()).ok();
    }
    pending
}

#[driver_dispatch]
fn write(
    device: &Sleeper,
    cx: &mut Dispatch<'_, Sleeper>,
    irp: Incoming<Sleeper, Write>,
) -> Dispatched {
    assert!(STARTED.get() && POWERED.get());
    debug_print!(0, "hook: write");
    for irp in device.take(cx) {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[driver_dispatch_paged]
fn flush(
    _device: &Sleeper,
    cx: &mut DispatchPaged<'_, Sleeper>,
    irp: Incoming<Sleeper, FlushBuffers>,
) -> Dispatched {
    assert!(STARTED.get() && POWERED.get());
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

#[io_workitem]
fn work(device: &Sleeper, cx: &mut Passive<'_, Sleeper>) {
    assert!(STARTED.get());
    for irp in device.take(cx) {
        assert!(POWERED.get());
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

wdm_driver_entry! {
    WdmDriver::<Sleeper>::new()
        .driver_add_device::<add_device>()
        .dispatch_read::<read>()
        .dispatch_write::<write>()
        .dispatch_flush_buffers::<flush>()
}
