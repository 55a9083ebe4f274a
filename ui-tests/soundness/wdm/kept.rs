//! What should stay in its callback, with its device or in its machine is kept longer, in `thread_local!` or a `static`.

use miniport_sim::{Report, Rule};

use crate::fixture::{self, wdm};

/// The driver's own bug check, which says what it tried.
fn stopped(report: &Report, words: &str) {
    let found: Vec<_> = report.violations_of(Rule::BugCheck).collect();
    assert!(
        found
            .iter()
            .any(|violation| violation.message.contains(words)),
        "{report}"
    );
}

/// Stops the machine: a dispatch routine keeps the IRP that it got, and answers with what became of another one, whose routine waits.
macro_rules! answers_for_another {
    ($name:ident, $keep:expr) => {
        mod $name {
            use std::cell::RefCell;

            use miniport::wdm::prelude::*;

            use super::{Rule, stopped, wdm};

            thread_local! {
                static ANSWER: RefCell<Option<Dispatched>> = const { RefCell::new(None) };
                static KEPT: RefCell<Vec<Kept>> = const { RefCell::new(Vec::new()) };
            }
            #[allow(dead_code)]
            enum Kept {
                Incoming(Incoming<Device, Read>),
                Irp(Irp<Device>),
            }

            #[derive(DeviceExtension)]
            #[device_extension(wdm, interrupts = line)]
            struct Device;

            fn make() -> Device {
                Device
            }

            #[driver_dispatch]
            fn read(
                _: &Device,
                cx: &mut Dispatch<'_, Device>,
                irp: Incoming<Device, Read>,
            ) -> Dispatched {
                if let Some(answer) = ANSWER.take() {
                    let keep: fn(Incoming<Device, Read>) -> Kept = $keep;
                    KEPT.with_borrow_mut(|kept| kept.push(keep(irp)));
                    return answer;
                }
                ANSWER.set(Some(irp.complete(cx, NtStatus::SUCCESS, 0)));
                for _ in 0..20 {
                    cx.stall(Microseconds::MAX);
                }
                // Who has taken it stops the machine.
                loop {
                    if let Some(answer) = ANSWER.take() {
                        return answer;
                    }
                    cx.stall(Microseconds::MAX);
                }
            }

            wdm! { pnp add write control service }
            wdm! { entry_with .kservice::<line>() }

            #[test]
            fn $name() {
                let mut found = 0;
                for seed in 0..30 {
                    ANSWER.take();
                    let machine = wdm::machine(seed);
                    let driver = machine.load_wdm(DriverEntry).expect("loaded");
                    let device = wdm::add(&machine, &driver, 0).expect("started");
                    let file = device.open().expect("open");
                    let reads = [0; 2].map(|_| file.submit_read(0, 4));
                    machine.advance(std::time::Duration::from_millis(100));
                    drop(reads);
                    let report = machine.shutdown();
                    // Or a routine waits for ever.
                    if report.violations_of(Rule::BugCheck).count() > 0 {
                        stopped(&report, "AnotherIrp");
                        found += 1;
                    }
                    KEPT.take();
                }
                assert!(found > 0);
            }
        }
    };
}
answers_for_another! { keeps_the_incoming, Kept::Incoming }
answers_for_another! { pends_the_incoming, |irp| Kept::Irp(irp.pend().0) }

/// Runs: IRPs stay in a `static` when their machine ends, and are used and dropped after it.
mod beyond_the_machine {
    use std::sync::Mutex;

    use miniport::wdm::prelude::*;

    use super::wdm;

    static KEPT: Mutex<Vec<Irp<Device>>> = Mutex::new(Vec::new());

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device;

    fn make() -> Device {
        Device
    }

    #[driver_dispatch]
    fn write(_: &Device, _: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> Dispatched {
        let (irp, pending) = irp.pend();
        KEPT.lock().expect("not poisoned").push(irp);
        pending
    }

    wdm! { pnp add read control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn beyond_the_machine() {
        for seed in 0..10 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let file = device.open().expect("open");
            let request = file.submit_write(0, &[5; 16]);
            wdm::settle(&machine);
            drop(request);
            if seed % 2 == 0 {
                drop(machine);
            } else {
                // Lost, and said so.
                assert!(!machine.shutdown().is_clean());
            }
        }
        let kept = core::mem::take(&mut *KEPT.lock().expect("not poisoned"));
        let others: Vec<_> = (1..2000).map(|size| vec![0xA5_u8; size]).collect();
        assert_eq!(kept.len(), 10);
        for irp in kept {
            let mut bytes = [1; 16];
            irp.input().read_at(0, &mut bytes).expect("16 bytes");
            assert_eq!(bytes, [5; 16]);
            assert!(matches!(irp.request(), Request::Write(_)));
            irp.is_cancelled();
            drop(irp);
        }
        for other in others {
            assert!(other.iter().all(|&byte| byte == 0xA5));
        }
    }
}

/// Stops the machine, or reports: registers and DMA memory of one device are given to another, and used when the first is gone.
mod hardware_of_another_device {
    use std::cell::RefCell;

    use miniport::wdm::prelude::*;

    use super::wdm;
    use crate::fixture::{Chat, WORD};

    thread_local! {
        static SPARE: RefCell<Vec<Hardware>> = const { RefCell::new(Vec::new()) };
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device;

    fn make() -> Device {
        Device
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        registers: Mmio<Chat>,
        memory: DmaMemory,
        range: DmaRange<u64>,
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(
            &self,
            cx: &mut Start<'_, Self>,
            resources: &Resources<'_>,
        ) -> Result<Hardware, NtStatus> {
            let mut layout = DmaLayout::new();
            let range = layout.array(64, 8);
            let own = Hardware {
                registers: resources.map_registers(cx, 0)?,
                memory: cx.allocate_common_buffer(BusMaster::new(32, 4096), &layout)?,
                range,
            };
            SPARE.with_borrow_mut(|spare| spare.push(own));
            let other = SPARE.with_borrow_mut(|spare| (spare.len() > 1).then(|| spare.remove(0)));
            other.ok_or(NtStatus::DEVICE_BUSY)
        }
    }

    #[driver_dispatch]
    fn read(_: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
        let hardware = cx.hardware();
        hardware
            .registers
            .write(WORD, hardware.registers.read(WORD));
        let values = hardware.memory.array(hardware.range);
        values.write(5, values.read(3) + 1);
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    wdm! { add write control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn hardware_of_another_device() {
        for seed in 0..10 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let devices = [0; 3].map(|_| wdm::add(&machine, &driver, 0));
            assert!(devices[0].is_err());
            for device in devices.iter().flatten() {
                if let Ok(file) = device.open() {
                    let read = file.submit_read(0, 4);
                    wdm::settle(&machine);
                    drop(read);
                    file.close().ok();
                }
            }
            for device in devices.iter().flatten() {
                device.remove().ok();
            }
            let report = machine.shutdown();
            assert!(!report.is_clean());
            // What is left is dropped when its device is gone, and its machine.
            SPARE.take().clear();
        }
    }
}

/// Stops the machine: two devices find one `Locked`, each in a hook of its own.
mod locked_in_hooks {
    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};

    thread_local! {
        static DATA: &'static Locked<DeviceLock, Vec<usize>> = Box::leak(Box::default());
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        work: IoWorkItem<work>,
    }

    fn make() -> Device {
        Device {
            work: IoWorkItem::new(),
        }
    }

    fn use_it<S: Scope + MayAcquire<DeviceLock>>(cx: &mut Context<'_, Device, S>)
    where
        S::Irql: AtMost<irql::Dispatch>,
        S::Extension: IsBuilt,
    {
        let data = DATA.with(|data| *data);
        data.lock(cx, |data, cx| {
            let mine = core::ptr::from_ref(cx.extension()).addr();
            *data = vec![mine];
            // Something else may run here.
            cx.allocate([0_u8; 8]).ok();
            assert_eq!(*data, [mine]);
        });
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            use_it(cx);
            self.work.queue(cx, 200_u32).ok();
        }
        fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
            use_it(cx);
        }
        fn cleanup(&self, cx: &mut Pnp<'_, Self>, _: FileId) {
            use_it(cx);
        }
        fn stop(&self, cx: &mut Stop<'_, Self>) {
            use_it(cx);
        }
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, rounds: u32) {
        use_it(cx);
        if rounds > 0 {
            device.work.queue(cx, rounds - 1).ok();
        }
    }

    wdm! { add read write control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn locked_in_hooks() {
        let found = core::cell::Cell::new(0);
        fixture::each_seed(|seed| {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let devices = [0; 3].map(|_| wdm::add(&machine, &driver, 0));
            drop(devices);
            let report = machine.shutdown();
            if !report.is_clean() {
                fixture::assert_other_adapter(&report, file!());
                found.set(found.get() + 1);
            }
        });
        assert!(found.get() > 0);
    }
}
