//! Runs cleanly: what one device's routine got goes through the hands of another device, whose routine runs meanwhile, or which is being added.

use std::cell::{Cell, RefCell};
use std::sync::Mutex;
use std::time::Duration;

use miniport::wdm::prelude::*;

use crate::fixture::{self, wdm};

/// A dispatch routine lends its IRP to a routine of another device, which puts it into the system queue; that is the queue of the IRP's device.
mod queued_by_another_device {
    use super::*;

    thread_local! {
        static BUSY: Cell<bool> = const { Cell::new(false) };
        static LENT: RefCell<Option<Incoming<Device, Read>>> = const { RefCell::new(None) };
        static ANSWER: RefCell<Option<Dispatched>> = const { RefCell::new(None) };
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        queue: SystemQueue<start_io>,
        waiting: IrpQueue<Waiting>,
        next: CustomDpc<next>,
    }
    enum Waiting {}

    fn make() -> Device {
        Device {
            queue: SystemQueue::new(),
            waiting: IrpQueue::new(),
            next: CustomDpc::new(),
        }
    }

    /// Lends the IRP, and takes it back when nobody wants it.
    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        if BUSY.replace(true) {
            return device.queue.start(cx, irp, None);
        }
        let answer = lend(cx, irp);
        BUSY.set(false);
        answer
    }

    fn lend(cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
        LENT.set(Some(irp));
        for _ in 0..20 {
            cx.stall(Microseconds::new(3));
        }
        if let Some(irp) = LENT.take() {
            return irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        // Who has taken it answers soon.
        loop {
            if let Some(answer) = ANSWER.take() {
                return answer;
            }
            cx.stall(Microseconds::new(3));
        }
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        if let Some(lent) = LENT.take() {
            let answer = if irp.parameters().offset % 2 == 0 {
                device.queue.start(cx, lent, Some(1))
            } else {
                device.waiting.put(cx, lent)
            };
            ANSWER.set(Some(answer));
        }
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        device.next.queue(cx, ()).ok();
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }

    #[kdeferred]
    fn next(device: &Device, cx: &mut Deferred<'_, Device>) {
        while let Some(irp) = device.waiting.take(cx) {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        device.next.queue(cx, ()).ok();
        true
    }

    wdm! { pnp add control }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn queued_by_another_device() {
        fixture::each_seed(|seed| {
            BUSY.set(false);
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let devices = [0; 2].map(|_| wdm::add(&machine, &driver, 0).expect("started"));
            let files = devices
                .each_ref()
                .map(|device| device.open().expect("open"));
            let mut requests = Vec::new();
            for round in 0..8 {
                requests.push(files[0].submit_read(0, 4));
                requests.push(files[1].submit_write(round, &[1; 4]));
            }
            machine.advance(Duration::from_micros(200));
            for file in &files {
                file.close().expect("closed");
            }
            // The other one goes first.
            for device in devices.iter().rev() {
                device.remove().expect("removed");
            }
            assert!(requests.iter().all(miniport_sim::PendingIo::is_done));
            machine.shutdown().assert_clean();
        });
    }
}

/// IRPs are completed and put back in `AddDevice` of another device, which fails each second time, with one in the value that it has made.
mod used_by_a_device_that_is_added {
    use super::*;
    use crate::fixture::Canary;

    thread_local! {
        static SHARED: &'static Mutex<Vec<Irp<Device>>> = Box::leak(Box::default());
        static ADDED: Cell<u32> = const { Cell::new(0) };
    }

    fn shared<R>(with: impl FnOnce(&mut Vec<Irp<Device>>) -> R) -> R {
        SHARED.with(|shared| with(&mut shared.lock().expect("not poisoned")))
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line, interface = "{5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2c}")]
    struct Device {
        own: Locked<DeviceLock, Option<Irp<Device>>>,
        waiting: IrpQueue<Waiting>,
        system: SystemQueue<start_io>,
        work: IoWorkItem<work>,
        pool: PoolBox<Canary>,
    }
    enum Waiting {}

    impl Drop for Device {
        fn drop(&mut self) {
            self.pool.sing();
            drop(shared(Vec::pop));
        }
    }

    #[driver_add_device]
    fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
        let waiting = IrpQueue::new();
        if let Some(irp) = shared(Vec::pop) {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        if let Some(irp) = shared(Vec::pop) {
            IrpQueue::<Waiting>::put_back(&waiting, cx, irp);
        }
        let pool = cx
            .allocate(Canary::new())
            .map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?;
        let device = Device {
            own: Locked::new(shared(Vec::pop)),
            waiting,
            system: SystemQueue::new(),
            work: IoWorkItem::new(),
            pool,
        };
        if ADDED.replace(ADDED.get() + 1) % 2 == 1 {
            return Err(NtStatus::SUCCESS);
        }
        Ok(device)
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            if let Some(irp) = shared(Vec::pop) {
                irp.complete(cx, NtStatus::SUCCESS, 0);
            }
            Ok(())
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            self.own.lock(cx, |own, _| *own = None);
            drop(shared(core::mem::take));
        }
        fn close(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
            if let Some(irp) = shared(Vec::pop) {
                self.waiting.put_back_first(cx, irp);
            }
        }
    }

    #[driver_dispatch]
    fn read(_: &Device, _: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
        let (irp, pending) = irp.pend();
        shared(|kept| kept.push(irp));
        pending
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        device.work.queue(cx, ()).ok();
        device.system.start(cx, irp, None)
    }

    #[driver_startio]
    fn start_io(_: &Device, _: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        shared(|kept| kept.push(irp));
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        while let Some(irp) = device.waiting.take(cx) {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    wdm! { control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn used_by_a_device_that_is_added() {
        fixture::each_seed(|seed| {
            ADDED.set(0);
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let file = device.open().expect("open");
            let (mut requests, mut others) = (Vec::new(), Vec::new());
            for _ in 0..6 {
                requests.extend(wdm::submit(&file));
                machine.advance(Duration::from_micros(seed % 50));
                others.extend(wdm::add(&machine, &driver, 0).ok());
            }
            for other in &others {
                other.remove().expect("removed");
            }
            device.surprise_remove().expect("gone");
            file.close().expect("closed");
            machine.advance(Duration::from_millis(20));
            assert!(requests.iter().all(miniport_sim::PendingIo::is_done));
            machine.shutdown().assert_clean();
        });
    }
}
