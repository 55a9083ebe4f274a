//! Runs cleanly: queues with thousands of IRPs that are completed at once, cancelled in every window, put back by another device, and
//! taken at every time.
#![allow(coherence_leak_check, reason = "two queues whose names are subtypes")]

use crate::fixture::{self, wdm};

/// `StartIo` completes at once: the stack stays as it is, and one IRP is current at a time.
mod thousands {
    use std::cell::Cell;

    use miniport::wdm::prelude::*;

    use super::wdm;

    thread_local! {
        static DEPTH: Cell<u32> = const { Cell::new(0) };
        static DEEPEST: Cell<u32> = const { Cell::new(0) };
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = none)]
    struct Device {
        queue: SystemQueue<start_io>,
        first: Locked<DeviceLock, Option<Irp<Device>>>,
        go: IoWorkItem<go>,
    }

    fn make() -> Device {
        Device {
            queue: SystemQueue::new(),
            first: Locked::default(),
            go: IoWorkItem::new(),
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let key = irp.parameters().offset;
        device.queue.start(cx, irp, (key > 0).then_some(3))
    }

    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        DEPTH.set(DEPTH.get() + 1);
        DEEPEST.set(DEEPEST.get().max(DEPTH.get()));
        let is_first = matches!(irp.request(), Request::Read(read) if read.length == 1);
        if is_first {
            device.first.lock(cx, |first, _| *first = Some(irp));
        } else {
            irp.complete(cx, NtStatus::SUCCESS, 2);
        }
        DEPTH.set(DEPTH.get() - 1);
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        device.go.queue(cx, ()).ok();
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[io_workitem]
    fn go(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        if let Some(irp) = device.first.lock(cx, |first, _| first.take()) {
            irp.complete_and_start_by_key(cx, NtStatus::SUCCESS, 1, 2);
        }
    }

    wdm! { pnp add control }
    wdm! { entry_with }

    #[test]
    fn thousands() {
        for seed in 0..3 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = machine
                .add_device(&driver, miniport_sim::DeviceOptions::new())
                .expect("started");
            let file = device.open().expect("open");
            let mut reads = vec![file.submit_read(0, 1)];
            wdm::settle(&machine);
            reads.extend((0..3000).map(|index| file.submit_read(index % 2, 2)));
            machine.advance(std::time::Duration::from_millis(200));
            for read in reads.iter().step_by(7) {
                read.cancel().expect("asked");
            }
            assert_eq!(file.write(0, &[1]), Ok(0));
            for read in &reads {
                wdm::status(read);
            }
            assert!(DEEPEST.get() <= 3, "{} deep", DEEPEST.get());
            file.close().expect("closed");
            machine.shutdown().assert_clean();
        }
    }
}

/// One IRP is current at a time, also where others are kept and completed beside the queue.
mod one_at_a_time {
    use core::sync::atomic::{AtomicU32, Ordering};

    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        queue: SystemQueue<start_io>,
        current: Locked<InterruptLock, Option<Irp<Device>>>,
        beside: Locked<InterruptLock, Vec<Irp<Device>>>,
        isr: DpcForIsr<finish>,
        current_count: AtomicU32,
        timer: IoTimer<tick>,
    }

    fn make() -> Device {
        Device {
            queue: SystemQueue::new(),
            current: Locked::default(),
            beside: Locked::default(),
            isr: DpcForIsr::new(),
            current_count: AtomicU32::new(0),
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
        let (irp, pending) = irp.pend();
        device.beside.lock(cx, |beside, _| beside.push(irp));
        pending
    }

    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        assert_eq!(device.current_count.fetch_add(1, Ordering::SeqCst), 0);
        let earlier = device.current.lock(cx, |current, _| current.replace(irp));
        assert!(earlier.is_none());
    }

    fn go_on<S: HoldsNoLock + MayAcquire<InterruptLock>>(
        device: &Device,
        cx: &mut Context<'_, Device, S>,
    ) where
        S::Irql: AtMost<irql::Dispatch>,
    {
        let beside = device.beside.lock(cx, |beside, _| core::mem::take(beside));
        for irp in beside {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        let current = device.current.lock(cx, |current, _| current.take());
        if let Some(irp) = current {
            device.current_count.fetch_sub(1, Ordering::SeqCst);
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        device.isr.request(cx, None, ()).ok();
        true
    }

    #[io_dpc]
    fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
        assert!(irp.is_none());
        go_on(device, cx);
    }

    #[io_timer]
    fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
        device.isr.request(cx, None, ()).ok();
    }

    wdm! { add control }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn one_at_a_time() {
        fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }
}

/// IRPs are put back and taken everywhere, by two devices; the driver takes one only to give it to its hardware, which interrupts.
mod given_to_the_hardware {
    use std::sync::Mutex;

    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};

    thread_local! {
        static SHARED: &'static Mutex<Vec<Irp<Device>>> = Box::leak(Box::default());
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        waiting: IrpQueue<Waiting>,
        others: IrpQueue<Any>,
        same: IrpQueue<Static>,
        busy: Locked<InterruptLock, Option<Irp<Device>>>,
        finish: DpcForIsr<finish>,
        next: CustomDpc<next>,
    }
    enum Waiting {}
    /// One is a subtype of the other.
    type Any = for<'a> fn(&'a ());
    type Static = fn(&'static ());

    fn make() -> Device {
        Device {
            waiting: IrpQueue::new(),
            others: IrpQueue::new(),
            same: IrpQueue::new(),
            busy: Locked::default(),
            finish: DpcForIsr::new(),
            next: CustomDpc::new(),
        }
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            begin(self, cx);
        }
        fn power_up(&self, cx: &mut Power<'_, Self>) {
            begin(self, cx);
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            // What is pulled out interrupts no more.
            let irp = self.busy.lock(cx, |busy, _| busy.take());
            if let Some(irp) = irp {
                irp.complete(cx, NtStatus::NO_SUCH_DEVICE, 0);
            }
        }
    }

    /// Gives the next IRP to the hardware if it has none.
    fn begin<S: HoldsNoLock + MayAcquire<InterruptLock>>(
        device: &Device,
        cx: &mut Context<'_, Device, S>,
    ) where
        S::Irql: AtMost<irql::Dispatch>,
        S::Extension: IsStarted,
    {
        let Some(irp) = device.waiting.take(cx) else {
            return;
        };
        let refused = device.busy.lock(cx, |busy, _| match busy {
            None => {
                *busy = Some(irp);
                None
            }
            Some(_) => Some(irp),
        });
        if let Some(irp) = refused {
            device.waiting.put_back(cx, irp);
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let pending = device.waiting.put(cx, irp);
        begin(device, cx);
        pending
    }

    /// Goes through a queue that is another by subtyping, and through the hands of another device.
    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let others: &IrpQueue<Any> = &device.others;
        let stray: &IrpQueue<Static> = others;
        let pending = stray.put(cx, irp);
        if let Some(irp) = device.same.take(cx) {
            let shared = SHARED.with(|shared| *shared);
            shared.lock().expect("not poisoned").push(irp);
            let other = shared.lock().expect("not poisoned").pop();
            if let Some(other) = other {
                // Another device's goes to that device's queue.
                device.waiting.put_back(cx, other);
            }
        }
        begin(device, cx);
        device.next.queue(cx, ()).ok();
        pending
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        interrupt(device, cx)
    }

    #[kmessage_service]
    fn message(device: &Device, cx: &mut MessageService<'_, Device>, _: u32) -> bool {
        interrupt(device, cx)
    }

    fn interrupt(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        let irp = device.busy.get(cx).take();
        if let Err(refused) = device.finish.request(cx, irp, ()) {
            *device.busy.get(cx) = refused.irp;
        }
        true
    }

    #[io_dpc]
    fn finish(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
        if let Some(irp) = irp {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        begin(device, cx);
    }

    #[kdeferred]
    fn next(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        begin(device, cx);
    }

    wdm! { add control }
    wdm! { entry_with .kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn given_to_the_hardware() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}
