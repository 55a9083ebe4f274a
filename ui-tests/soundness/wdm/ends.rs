//! Runs cleanly: IRPs go to both ends of queues, of one device and of another; devices are started twice, and removed while IRPs of nobody's
//! file are under way; panics are caught in the middle of everything.

use std::sync::Mutex;
use std::time::Duration;

use miniport::wdm::prelude::*;

use crate::fixture::{self, Canary, wdm};

/// IRPs go from one queue to the other, to the front and to the end, through the hands of two devices, and are cancelled meanwhile.
mod to_the_front {
    use super::*;

    thread_local! {
        static SHARED: &'static Mutex<Vec<Irp<Device>>> = Box::leak(Box::default());
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        one: IrpQueue<One>,
        other: IrpQueue<Other>,
        system: SystemQueue<start_io>,
        turn: CustomDpc<turn>,
        answer: IoWorkItem<answer>,
    }
    enum One {}
    enum Other {}

    fn make() -> Device {
        Device {
            one: IrpQueue::new(),
            other: IrpQueue::new(),
            system: SystemQueue::new(),
            turn: CustomDpc::new(),
            answer: IoWorkItem::new(),
        }
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn pause(&self, cx: &mut Power<'_, Self>) {
            give_back(self, cx);
        }
        fn resume(&self, cx: &mut Power<'_, Self>) {
            self.answer.queue(cx, 2).ok();
            self.turn.queue(cx, ()).ok();
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            give_back(self, cx);
        }
    }

    /// Whosever they are, they go to the front of their own device's queue, or are completed where that is gone.
    fn give_back<S: HoldsNoLock>(device: &Device, cx: &mut Context<'_, Device, S>) {
        let shared = SHARED.with(|shared| core::mem::take(&mut *shared.lock().expect("whole")));
        for irp in shared {
            device.one.put_back_first(cx, irp);
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let pending = device.one.put(cx, irp);
        device.turn.queue(cx, ()).ok();
        pending
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        device.one.put_back_first(cx, irp);
        device.answer.queue(cx, 1).ok();
        pending
    }

    #[driver_dispatch_paged]
    fn control(
        device: &Device,
        cx: &mut DispatchPaged<'_, Device>,
        irp: Incoming<Device, DeviceControl>,
    ) -> Dispatched {
        device.system.start(cx, irp, Some(9))
    }

    /// The current one is put aside, so that the next is started meanwhile.
    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        device.other.put_back_first(cx, irp);
        device.turn.queue(cx, ()).ok();
    }

    #[kdeferred]
    fn turn(device: &Device, cx: &mut Deferred<'_, Device>) {
        for _ in 0..3 {
            if let Some(irp) = device.one.take(cx) {
                device.other.put_back_first(cx, irp);
            }
            if let Some(irp) = device.other.take(cx) {
                SHARED.with(|shared| shared.lock().expect("whole").push(irp));
            }
            let irp = SHARED.with(|shared| {
                let mut shared = shared.lock().expect("whole");
                (shared.len() > 2).then(|| shared.swap_remove(0))
            });
            if let Some(irp) = irp {
                device.one.put_back(cx, irp);
            }
        }
        device.answer.queue(cx, 1).ok();
    }

    #[io_workitem]
    fn answer(device: &Device, cx: &mut Passive<'_, Device>, rounds: u32) {
        give_back(device, cx);
        while let Some(irp) = device.other.take(cx) {
            irp.complete(cx, NtStatus::SUCCESS, 1);
        }
        while let Some(irp) = device.one.take(cx) {
            irp.complete(cx, NtStatus::SUCCESS, 1);
        }
        if rounds > 0 {
            device.answer.queue(cx, rounds - 1).ok();
        }
    }

    wdm! { add service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn to_the_front() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}

/// A device with hardware that everything touches gets other resources while it works, agrees to go while it serves, and goes while requests
/// without a file come.
mod comes_and_goes {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        kept: Locked<DeviceLock, Vec<Irp<Device>>>,
        isr: DpcForIsr<isr>,
        work: IoWorkItem<work>,
        timer: IoTimer<tick>,
        canary: Canary,
    }

    fn make() -> Device {
        Device {
            kept: Locked::default(),
            isr: DpcForIsr::new(),
            work: IoWorkItem::new(),
            timer: IoTimer::new(),
            canary: Canary::new(),
        }
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        canary: Canary,
        data: Locked<InterruptLock, Vec<Canary>>,
    }

    fn touch<S>(device: &Device, cx: &mut Context<'_, Device, S>)
    where
        S: Scope<Extension: IsStarted> + MayAcquire<InterruptLock>,
    {
        device.canary.sing();
        let hardware = cx.hardware();
        hardware.canary.sing();
        hardware.data.lock(cx, |data, _| {
            data.iter().for_each(Canary::sing);
            data.push(Canary::new());
            data.truncate(2);
        });
    }

    fn finish<S>(device: &Device, cx: &mut Context<'_, Device, S>)
    where
        S: HoldsNoLock + MayAcquire<DeviceLock>,
    {
        for irp in device.kept.lock(cx, |kept, _| core::mem::take(kept)) {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
            Ok(Hardware {
                canary: Canary::new(),
                data: Locked::default(),
            })
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            self.timer.start(cx);
        }
        fn pause(&self, cx: &mut Power<'_, Self>) {
            touch(self, cx);
            finish(self, cx);
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            touch(self, cx);
            finish(self, cx);
        }
        fn stop(&self, cx: &mut Stop<'_, Self>) {
            touch(self, cx);
        }
    }

    #[driver_dispatch_paged]
    fn create(
        device: &Device,
        cx: &mut DispatchPaged<'_, Device>,
        irp: Incoming<Device, Create>,
    ) -> Dispatched {
        touch(device, cx);
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        touch(device, cx);
        let (irp, pending) = irp.pend();
        device.kept.lock(cx, |kept, _| kept.push(irp));
        device.work.queue(cx, ()).ok();
        touch(device, cx);
        pending
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        touch(device, cx);
        finish(device, cx);
        touch(device, cx);
    }

    #[io_dpc]
    fn isr(device: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>) {
        touch(device, cx);
        device.work.queue(cx, ()).ok();
    }

    #[io_timer]
    fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
        touch(device, cx);
    }

    fn interrupt(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        let hardware = cx.hardware();
        hardware.data.get(cx).iter().for_each(Canary::sing);
        device.isr.request(cx, None, ()).ok();
        true
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        interrupt(device, cx)
    }

    #[kmessage_service]
    fn message(device: &Device, cx: &mut MessageService<'_, Device>, _: u32) -> bool {
        interrupt(device, cx)
    }

    wdm! { add write control }
    wdm! { entry_with .dispatch_create::<create>().kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn comes_and_goes() {
        fixture::each_seed(|seed| {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, seed).expect("started");
            let above = device.object();
            let file = device.open().expect("open");
            let mut requests = wdm::submit(&file);
            for round in 0..3 {
                requests.extend(wdm::submit(&above));
                machine.advance(Duration::from_nanos(seed * 37 * round));
                device.start().expect("started again");
                requests.extend(wdm::submit(&file));
                device.query_remove().expect("agreed");
                assert!(device.open().is_err());
                if seed % 2 == 0 {
                    machine.sleep().expect("asleep");
                    machine.resume().expect("awake");
                }
                requests.extend(wdm::submit(&above));
                device.cancel_remove().expect("cancelled");
            }
            file.close().expect("closed");
            requests.extend(wdm::submit(&above));
            device.remove().expect("removed");
            machine.advance(Duration::from_millis(20));
            assert!(requests.iter().all(miniport_sim::PendingIo::is_done));
            machine.shutdown().assert_clean();
        });
    }
}

/// Panics are caught under each lock, with an IRP in the closure, and with one that has just come; what was held is not held afterwards.
mod caught {
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        device: Locked<DeviceLock, Vec<u32>>,
        interrupt: Locked<InterruptLock, Vec<u32>>,
        dpc: CustomDpc<dpc>,
        work: IoWorkItem<work>,
    }

    fn make() -> Device {
        Device {
            device: Locked::default(),
            interrupt: Locked::default(),
            dpc: CustomDpc::new(),
            work: IoWorkItem::new(),
        }
    }

    /// Unwinds from the innermost lock, without a word.
    fn unwind<S>(device: &Device, cx: &mut Context<'_, Device, S>, irp: Option<Irp<Device>>)
    where
        S: MayAcquire<CancelLock>
            + HoldsNoLock
            + MayAcquire<DeviceLock>
            + MayAcquire<InterruptLock>,
    {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            device.device.lock(cx, |data, cx| {
                data.push(1);
                device.interrupt.lock(cx, |inner, _| {
                    inner.push(2);
                    let _irp = irp;
                    resume_unwind(Box::new(()));
                })
            })
        }));
        assert!(caught.is_err());
        device
            .device
            .lock(cx, |data, _| assert_eq!(data.pop(), Some(1)));
        device
            .interrupt
            .lock(cx, |inner, _| assert_eq!(inner.pop(), Some(2)));
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        unwind(device, cx, Some(irp));
        device.dpc.queue(cx, ()).ok();
        pending
    }

    /// The IRP is completed, and the answer lost; then there is another answer for nobody.
    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        device.work.queue(cx, ()).ok();
        let answer = catch_unwind(AssertUnwindSafe(|| irp.complete(cx, NtStatus::SUCCESS, 0)));
        match answer {
            Ok(answer) => answer,
            Err(_) => unreachable!(),
        }
    }

    #[kdeferred]
    fn dpc(device: &Device, cx: &mut Deferred<'_, Device>) {
        unwind(device, cx, None);
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        unwind(device, cx, None);
    }

    wdm! { pnp add control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn caught() {
        fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }
}
