//! Runs cleanly: IRPs come, wait, are cancelled and cleaned up while the device is asked, stopped, asleep and removed.

use core::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::NtError;

use crate::fixture::{self, wdm};

/// A device that keeps each IRP for a while, and counts those that it has.
mod counted {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    pub struct Device {
        owned: AtomicU32,
        kept: Locked<DeviceLock, Vec<Irp<Device>>>,
        queue: IrpQueue<Waiting>,
        work: IoWorkItem<work>,
        dpc: CustomDpc<dpc>,
    }
    pub enum Waiting {}

    fn make() -> Device {
        Device {
            owned: AtomicU32::new(0),
            kept: Locked::default(),
            queue: IrpQueue::new(),
            work: IoWorkItem::new(),
            dpc: CustomDpc::new(),
        }
    }

    impl Device {
        fn owns_none(&self) {
            assert_eq!(self.owned.load(Ordering::SeqCst), 0, "IRPs are under way");
        }
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            self.owns_none();
            Ok(())
        }
        fn stop(&self, _: &mut Stop<'_, Self>) {
            self.owns_none();
        }
        fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
            self.owns_none();
            assert!(self.queue.take(cx).is_none());
            cx.stall(Microseconds::new(20));
            self.owns_none();
        }
        fn power_up(&self, cx: &mut Power<'_, Self>) {
            self.owns_none();
            if let Some(irp) = self.queue.take(cx) {
                self.owned.fetch_add(1, Ordering::SeqCst);
                keep(self, cx, irp);
            }
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            // From here on nobody takes any.
            assert!(self.queue.take(cx).is_none());
        }
    }

    fn keep<S: Scope + MayAcquire<DeviceLock>>(
        device: &Device,
        cx: &mut Context<'_, Device, S>,
        irp: Irp<Device>,
    ) where
        S::Irql: AtMost<irql::Dispatch>,
        S::Deferred: MayDefer,
    {
        device.kept.lock(cx, |kept, _| kept.push(irp));
        device.work.queue(cx, ()).ok();
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        device.owned.fetch_add(1, Ordering::SeqCst);
        let (irp, pending) = irp.pend();
        keep(device, cx, irp);
        pending
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let pending = device.queue.put(cx, irp);
        device.dpc.queue(cx, ()).ok();
        pending
    }

    #[kdeferred]
    fn dpc(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        if let Some(irp) = device.queue.take(cx) {
            device.owned.fetch_add(1, Ordering::SeqCst);
            keep(device, cx, irp);
        }
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        let kept = device.kept.lock(cx, |kept, _| core::mem::take(kept));
        for irp in kept {
            device.owned.fetch_sub(1, Ordering::SeqCst);
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        device.dpc.queue(cx, ()).ok();
    }

    wdm! { add control service }
    wdm! { entry_with .kservice::<line>() }
    pub const ENTRY: ffi::DRIVER_INITIALIZE = DriverEntry;
}

fn with(seeds: u64, test: impl Fn(u64, &miniport_sim::Machine, &miniport_sim::WdmDevice)) {
    for seed in 0..seeds {
        let machine = wdm::machine(seed);
        let driver = machine.load_wdm(counted::ENTRY).expect("loaded");
        let device = wdm::add(&machine, &driver, 0).expect("started");
        test(seed, &machine, &device);
        machine.shutdown().assert_clean();
    }
}

/// Sleeps while requests come: when power goes, none is under way.
#[test]
fn asleep_again_and_again() {
    with(60, |seed, machine, device| {
        let file = device.open().expect("open");
        let mut requests = Vec::new();
        for round in 0..6 {
            requests.extend((0..6).map(|_| file.submit_read(0, 1)));
            requests.extend((0..3).map(|_| file.submit_write(0, &[1])));
            machine.advance(Duration::from_nanos(seed * 97 * (round % 3)));
            machine.sleep().expect("asleep");
            machine.resume().expect("awake");
        }
        file.close().expect("closed");
    });
}

/// Is asked whether it may be removed, again and again, while requests come; a file is open, so it stays.
#[test]
fn asked_again_and_again() {
    with(60, |seed, machine, device| {
        let file = device.open().expect("open");
        let mut requests = Vec::new();
        for round in 0..6 {
            requests.extend((0..6).map(|_| file.submit_read(0, 1)));
            requests.extend((0..3).map(|_| file.submit_write(0, &[1])));
            machine.advance(Duration::from_nanos(seed * 83 * (round % 4)));
            assert_eq!(
                device.remove(),
                Err(NtError::Status(ffi::STATUS_DEVICE_BUSY))
            );
        }
        file.close().expect("closed");
    });
}

/// Is asked, and stopped right afterwards: who came to the gate at the first pause may still be there at the second.
#[test]
fn asked_and_then_stopped() {
    with(100, |seed, machine, device| {
        let file = device.open().expect("open");
        let mut requests = Vec::new();
        for round in 0..4 {
            requests.extend((0..6).map(|_| file.submit_read(0, 1)));
            machine.advance(Duration::from_nanos(seed * 31 * (round % 3)));
            assert!(device.remove().is_err());
            requests.extend((0..6).map(|_| file.submit_read(0, 1)));
            machine.advance(Duration::from_nanos(seed * 17));
            device.stop().expect("stopped");
            device.start().expect("started");
        }
        file.close().expect("closed");
    });
}

/// Requests to a device that is stopped wait; they are cancelled, or cleaned up with their file, or go on.
#[test]
fn held_while_it_is_stopped() {
    with(60, |seed, machine, device| {
        let files = [device.open().expect("open"), device.open().expect("open")];
        device.stop().expect("stopped");
        let requests = [0, 1].map(|index: usize| {
            let file = &files[index];
            [
                file.submit_read(0, 1),
                file.submit_write(0, &[1]),
                file.submit_control(wdm::CONTROL.code(), &[], 0),
            ]
        });
        wdm::settle(machine);
        assert!(requests.iter().flatten().all(|request| !request.is_done()));
        requests[1][0].cancel().expect("asked");
        wdm::settle(machine);
        assert_eq!(wdm::status(&requests[1][0]), ffi::STATUS_CANCELLED);
        files[0].close().expect("closed");
        assert!(
            requests[0]
                .iter()
                .all(|request| wdm::status(request) == ffi::STATUS_CANCELLED)
        );
        if seed % 2 == 0 {
            device.start().expect("started");
            assert_eq!(wdm::status(&requests[1][1]), 0);
            assert_eq!(wdm::status(&requests[1][2]), 0);
        } else {
            device.surprise_remove().expect("gone");
            wdm::settle(machine);
            assert!(requests[1].iter().all(|request| request.is_done()));
        }
        files[1].close().expect("closed");
    });
}

/// A request is held back while its device is stopped, cancelled at once, and its file and the device go, while the thread that sent it has
/// not come out of its dispatch routine.
#[test]
fn gone_while_it_is_held_back() {
    for seed in 0..400 {
        let machine = miniport_sim::Machine::builder(seed)
            .processors(3)
            .preemption(30)
            .delays(60)
            .build();
        wdm::tolerate(&machine);
        let driver = machine.load_wdm(counted::ENTRY).expect("loaded");
        let device = wdm::add(&machine, &driver, 0).expect("started");
        let file = device.open().expect("open");
        device.stop().expect("stopped");
        let read = file.submit_read(0, 1);
        machine.advance(Duration::from_nanos(seed * 50));
        match seed % 3 {
            0 => file.close().expect("closed"),
            1 => read.cancel().expect("asked"),
            _ => {}
        }
        device.surprise_remove().expect("gone");
        file.close().expect("closed");
        assert!(device.is_removed());
        machine.advance(Duration::from_millis(20));
        assert!(read.is_done());
        machine.shutdown().assert_clean();
    }
}

/// Closing a file cancels what waits of that file, and nothing of another.
#[test]
fn only_of_its_file() {
    for seed in 0..30 {
        let machine = wdm::machine(seed);
        let driver = machine.load_wdm(waiting::ENTRY).expect("loaded");
        let device = wdm::add(&machine, &driver, 0).expect("started");
        let files = [device.open().expect("open"), device.open().expect("open")];
        let requests = [0, 1, 0, 1].map(|index: usize| files[index].submit_read(0, 1));
        wdm::settle(&machine);
        files[0].close().expect("closed");
        assert_eq!(
            requests.each_ref().map(|request| request.is_done()),
            [true, false, true, false]
        );
        device.surprise_remove().expect("gone");
        wdm::settle(&machine);
        assert_eq!(wdm::status(&requests[1]), ffi::STATUS_NO_SUCH_DEVICE);
        files[1].close().expect("closed");
        machine.shutdown().assert_clean();
    }
}

/// A device whose reads wait for ever.
mod waiting {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    pub struct Device {
        queue: IrpQueue<Waiting>,
    }
    pub enum Waiting {}

    fn make() -> Device {
        Device {
            queue: IrpQueue::new(),
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        device.queue.put(cx, irp)
    }

    wdm! { pnp add write control service }
    wdm! { entry_with .kservice::<line>() }
    pub const ENTRY: ffi::DRIVER_INITIALIZE = DriverEntry;
}

/// The driver is unloaded while requests wait and a file is open: it stays, and goes later.
#[test]
fn unloaded_while_requests_wait() {
    for seed in 0..20 {
        let machine = wdm::machine(seed);
        let driver = machine.load_wdm(waiting::ENTRY).expect("loaded");
        let device = wdm::add(&machine, &driver, 0).expect("started");
        let file = device.open().expect("open");
        let request = file.submit_read(0, 1);
        wdm::settle(&machine);
        assert!(machine.unload_wdm(&driver).is_err());
        assert!(!request.is_done());
        file.close().expect("closed");
        assert_eq!(wdm::status(&request), ffi::STATUS_CANCELLED);
        assert_eq!(machine.unload_wdm(&driver), Ok(()));
        machine.shutdown().assert_clean();
    }
}

/// The system queue: an IRP is cancelled before it is started, while it is, and afterwards.
mod cancelled {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        queue: SystemQueue<start_io>,
        current: Locked<CancelLock, Option<Irp<Device>>>,
        heard: AtomicU32,
        later: CustomDpc<later>,
        timer: IoTimer<tick>,
    }

    fn make() -> Device {
        Device {
            queue: SystemQueue::new(),
            current: Locked::default(),
            heard: AtomicU32::new(0),
            later: CustomDpc::new(),
            timer: IoTimer::new(),
        }
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            self.timer.start(cx);
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        device.queue.start(cx, irp, None)
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        device.queue.start(cx, irp, Some(u32::MAX))
    }

    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        match irp.request() {
            Request::Write(_) => drop(irp),
            _ if irp.is_cancelled() => irp.complete(cx, NtStatus::CANCELLED, 0),
            _ => {
                device.current.lock(cx, |current, _| *current = Some(irp));
                device.later.queue(cx, ()).ok();
            }
        }
    }

    /// The lock is held: what the driver keeps under it is at hand.
    #[driver_cancel]
    fn cancel(device: &Device, cx: &mut Cancel<'_, Device>) {
        device.heard.fetch_add(1, Ordering::Relaxed);
        let cancelled = device.current.get(cx).take_if(|irp| irp.is_cancelled());
        drop(cancelled);
        device.later.queue(cx, ()).ok();
    }

    fn finish<S: HoldsNoLock + MayAcquire<CancelLock>>(
        device: &Device,
        cx: &mut Context<'_, Device, S>,
    ) where
        S::Irql: AtMost<irql::Dispatch>,
    {
        let current = device.current.lock(cx, |current, _| current.take());
        if let Some(irp) = current {
            irp.complete_and_start_by_key(cx, NtStatus::SUCCESS, 0, 0);
        }
    }

    #[kdeferred]
    fn later(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        finish(device, cx);
    }

    #[io_timer]
    fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
        device.later.queue(cx, ()).ok();
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        device.later.queue(cx, ()).ok();
        true
    }

    #[kmessage_service]
    fn message(device: &Device, cx: &mut MessageService<'_, Device>, _: u32) -> bool {
        device.later.queue(cx, ()).ok();
        true
    }

    wdm! { add control }
    wdm! { entry_with .driver_cancel::<cancel>().kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn in_every_window() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}
