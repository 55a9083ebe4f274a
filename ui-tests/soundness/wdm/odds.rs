//! Runs: arguments of all values, pool memory of another device, files that are not opened, IRPs that are forgotten.

use core::sync::atomic::{AtomicU32, Ordering};

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::Rule;

use crate::fixture::{self, Canary, wdm};

/// Each argument arrives as it was, or comes back, with its IRP.
mod arguments {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        words: CustomDpc<words>,
        narrow: IoWorkItem<narrow>,
        isr: DpcForIsr<isr>,
        expected: Locked<DeviceLock, Option<(u64, i64)>>,
    }

    fn make() -> Device {
        Device {
            words: CustomDpc::new(),
            narrow: IoWorkItem::new(),
            isr: DpcForIsr::new(),
            expected: Locked::default(),
        }
    }

    const WORDS: [(u64, i64); 4] = [(0, 0), (u64::MAX, -1), (1 << 63, i64::MIN), (7, 1 << 62)];

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        // Under a lock the DPC does not run on this processor; another one may be fast.
        let refused = cx.with_lock::<DeviceLock, _>(|cx| {
            let first = device.isr.request(cx, None, i8::MIN);
            let second = device.isr.request(cx, Some(irp), -5_i8);
            drop(first);
            second
        });
        if let Err(refused) = refused {
            assert_eq!(refused.argument, -5);
            match (refused.irp, refused.reason) {
                (Some(irp), NotRequested::AlreadyQueued | NotRequested::Stopping) => {
                    irp.complete(cx, NtStatus::SUCCESS, 0);
                }
                other => panic!("{other:?}"),
            }
        }
        pending
    }

    #[io_dpc]
    fn isr(_: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>, argument: i8) {
        assert_eq!(argument, if irp.is_some() { -5 } else { i8::MIN });
        if let Some(irp) = irp {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        for words in WORDS {
            match device.words.queue(cx, words) {
                Ok(()) => device
                    .expected
                    .lock(cx, |expected, _| *expected = Some(words)),
                Err(error) => assert_eq!(error.into_argument(), words),
            }
        }
        match device.narrow.queue(cx, i16::MIN) {
            Ok(()) => {}
            Err(DeferError::AlreadyQueued(value) | DeferError::Stopping(value)) => {
                assert_eq!(value, i16::MIN)
            }
        }
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[kdeferred]
    fn words(_: &Device, _: &mut Deferred<'_, Device>, words: (u64, i64)) {
        assert!(WORDS.contains(&words));
    }

    #[io_workitem]
    fn narrow(_: &Device, _: &mut Passive<'_, Device>, value: i16) {
        assert_eq!(value, i16::MIN);
    }

    wdm! { pnp add control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn arguments() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}

/// Pool memory goes from device to device, is freed by another one, and outlives its own.
mod pool_of_another_device {
    use std::sync::Mutex;

    use super::*;

    thread_local! {
        static SHARED: &'static Mutex<Vec<PoolBox<(Canary, [u64; 8])>>> = Box::leak(Box::default());
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        first: PoolBox<Canary>,
    }

    #[driver_add_device]
    fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
        let first = cx
            .allocate(Canary::new())
            .map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?;
        Ok(Device { first })
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        device.first.sing();
        let memory = cx.allocate((Canary::new(), [7; 8])).expect("memory");
        SHARED.with(|shared| shared.lock().expect("not poisoned").push(memory));
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[driver_dispatch]
    fn write(
        _: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let memory = SHARED.with(|shared| shared.lock().expect("not poisoned").pop());
        if let Some(memory) = memory {
            memory.0.sing();
            if memory.1[0] == 7 {
                memory.free(cx)
            } else {
                drop(memory.into_inner())
            }
        }
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[kservice]
    fn line(device: &Device, _: &mut Service<'_, Device>) -> bool {
        device.first.sing();
        true
    }

    wdm! { pnp control }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn pool_of_another_device() {
        fixture::each_seed(|seed| {
            wdm::live_together(seed, DriverEntry, 2);
            // Later than its device and its machine.
            let left =
                SHARED.with(|shared| core::mem::take(&mut *shared.lock().expect("not poisoned")));
            left.iter().for_each(|memory| memory.0.sing());
        });
    }
}

/// Opens are refused, kept, dropped; flushes and shutdowns have routines.
mod files {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        opens: AtomicU32,
        later: IoWorkItem<later>,
        kept: Locked<DeviceLock, Vec<Irp<Device>>>,
    }

    fn make() -> Device {
        Device {
            opens: AtomicU32::new(0),
            later: IoWorkItem::new(),
            kept: Locked::default(),
        }
    }

    #[driver_dispatch_paged]
    fn create(
        device: &Device,
        cx: &mut DispatchPaged<'_, Device>,
        irp: Incoming<Device, Create>,
    ) -> Dispatched {
        match device.opens.fetch_add(1, Ordering::Relaxed) % 4 {
            0 => irp.complete(cx, NtStatus::ACCESS_DENIED, usize::MAX),
            1 => {
                let (irp, pending) = irp.pend();
                drop(irp);
                pending
            }
            2 => {
                let (irp, pending) = irp.pend();
                assert_eq!(irp.request(), Request::Create);
                assert!(irp.input().is_empty() && irp.output().is_empty());
                device.kept.lock(cx, |kept, _| kept.push(irp));
                device.later.queue(cx, ()).expect("not queued");
                pending
            }
            _ => irp.complete(cx, NtStatus::SUCCESS, usize::MAX),
        }
    }

    #[io_workitem]
    fn later(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        for irp in device.kept.lock(cx, |kept, _| core::mem::take(kept)) {
            irp.complete(cx, NtStatus::SUCCESS, usize::MAX - 1);
        }
    }

    #[driver_dispatch_paged]
    fn flush(
        _: &Device,
        cx: &mut DispatchPaged<'_, Device>,
        irp: Incoming<Device, FlushBuffers>,
    ) -> Dispatched {
        irp.complete(cx, NtStatus::SUCCESS, usize::MAX)
    }

    #[driver_dispatch_paged]
    fn shutdown(
        _: &Device,
        cx: &mut DispatchPaged<'_, Device>,
        irp: Incoming<Device, Shutdown>,
    ) -> Dispatched {
        irp.complete(cx, NtStatus::from_code(ffi::STATUS_PENDING), 3)
    }

    wdm! { pnp add read write control service }
    wdm! { entry_with
        .kservice::<line>()
        .dispatch_create::<create>()
        .dispatch_flush_buffers::<flush>()
        .dispatch_shutdown::<shutdown>()
    }

    #[test]
    fn files() {
        for seed in 0..40 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let opens = [0; 4].map(|_| device.open());
            assert_eq!(
                opens.each_ref().map(Result::is_ok),
                [false, false, true, true]
            );
            for file in opens.iter().flatten() {
                file.flush().expect("flushed");
                file.close().expect("closed");
            }
            machine.shutdown().assert_clean();
        }
    }
}

/// A driver without routines for reads, writes and controls: the I/O manager answers.
mod nothing_registered {
    use super::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = none)]
    struct Device;

    fn make() -> Device {
        Device
    }

    wdm! { pnp add }
    wdm_driver_entry! { WdmDriver::<Device>::new().driver_add_device::<add_device>() }

    #[test]
    fn nothing_registered() {
        for seed in 0..10 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = machine
                .add_device(&driver, miniport_sim::DeviceOptions::new())
                .expect("started");
            let file = device.open().expect("open");
            for request in wdm::submit(&file) {
                assert_eq!(wdm::status(&request), ffi::STATUS_INVALID_DEVICE_REQUEST);
            }
            file.close().expect("closed");
            machine.shutdown().assert_clean();
        }
    }
}

/// Reported, and nothing worse: IRPs, registers and memory are forgotten.
mod forgotten {
    use super::*;
    use crate::fixture::Chat;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device;

    fn make() -> Device {
        Device
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(
            &self,
            cx: &mut Start<'_, Self>,
            resources: &Resources<'_>,
        ) -> Result<(), NtStatus> {
            let layout = {
                let mut layout = DmaLayout::new();
                layout.array::<u8>(100, 1);
                layout
            };
            core::mem::forget(cx.allocate_common_buffer(BusMaster::new(32, 100), &layout)?);
            for _ in 0..16 {
                let _ = resources.map_registers::<_, Chat>(cx, 0)?;
            }
            assert!(resources.map_registers::<_, Chat>(cx, 0).is_err());
            Ok(())
        }
    }

    #[driver_dispatch]
    fn read(_: &Device, _: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
        let (irp, pending) = irp.pend();
        core::mem::forget(irp);
        pending
    }

    wdm! { add write control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn forgotten() {
        for seed in 0..8 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let file = device.open().expect("open");
            let read = (seed % 2 == 0).then(|| file.submit_read(0, 1));
            wdm::settle(&machine);
            let report = machine.shutdown();
            assert_eq!(report.violations_of(Rule::BugCheck).count(), 0, "{report}");
            assert!(!report.is_clean());
            drop(read);
        }
    }
}

/// IRPs of two devices are current in both system queues, and each is completed by the other's callbacks.
mod current_of_another_device {
    use std::sync::Mutex;

    use super::*;

    thread_local! {
        static SHARED: &'static Mutex<Vec<Irp<Device>>> = Box::leak(Box::default());
    }

    fn shared<R>(with: impl FnOnce(&mut Vec<Irp<Device>>) -> R) -> R {
        SHARED.with(|shared| with(&mut shared.lock().expect("not poisoned")))
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        queue: SystemQueue<start_io>,
        current: AtomicU32,
        dpc: CustomDpc<dpc>,
        isr: DpcForIsr<isr>,
    }

    fn make() -> Device {
        Device {
            queue: SystemQueue::new(),
            current: AtomicU32::new(0),
            dpc: CustomDpc::new(),
            isr: DpcForIsr::new(),
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

    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        device.current.fetch_add(1, Ordering::SeqCst);
        shared(|kept| kept.insert(0, irp));
        device.dpc.queue(cx, ()).ok();
    }

    #[kdeferred]
    fn dpc(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        if let Some(irp) = shared(|kept| (kept.len() > 1).then(|| kept.pop()).flatten()) {
            irp.complete_and_start_by_key(cx, NtStatus::SUCCESS, 0, 5);
        }
        // The other device's IRP does not go with this one's DPC.
        if let Some(irp) = shared(Vec::pop)
            && let Err(refused) = device.isr.request(cx, Some(irp), ())
            && let Some(irp) = refused.irp
        {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    #[io_dpc]
    fn isr(_: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>) {
        if let Some(irp) = irp {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        device.dpc.queue(cx, ()).ok();
        true
    }

    wdm! { pnp add write control }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn current_of_another_device() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}
