//! Runs cleanly: devices that do not start, drivers that fail with success, and locks where no interrupt is connected.

use miniport::ffi;
use miniport_sim::{Machine, WdmDevice};

use crate::fixture::wdm;

fn with(entry: ffi::DRIVER_INITIALIZE, test: impl Fn(&Machine, Option<&WdmDevice>)) {
    for seed in 0..30 {
        let machine = wdm::machine(seed);
        match machine.load_wdm(entry) {
            Ok(driver) => test(&machine, wdm::add(&machine, &driver, seed).ok().as_ref()),
            Err(_) => test(&machine, None),
        }
        machine.shutdown().assert_clean();
    }
}

/// `start` maps and allocates, and then fails, each second time.
mod fails_after_mapping {
    use core::sync::atomic::{AtomicU32, Ordering};

    use miniport::wdm::prelude::*;

    use crate::fixture::{Canary, Chat, WORD};

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        starts: AtomicU32,
        kept: std::sync::Mutex<Vec<PoolBox<Canary>>>,
    }

    fn make() -> Device {
        Device {
            starts: AtomicU32::new(0),
            kept: std::sync::Mutex::default(),
        }
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        registers: [Mmio<Chat>; 2],
        memory: [DmaMemory; 2],
        pool: PoolBox<[Canary]>,
        range: DmaRange<u32>,
    }

    impl Drop for Hardware {
        fn drop(&mut self) {
            self.registers[1].write(WORD, 1);
            self.memory[1].array(self.range).write(3, 4);
            self.memory[0].clear();
            self.pool.iter().for_each(Canary::sing);
        }
    }

    const MASTER: BusMaster = BusMaster::new(32, 4096);

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(
            &self,
            cx: &mut Start<'_, Self>,
            resources: &Resources<'_>,
        ) -> Result<Hardware, NtStatus> {
            let canary = cx
                .allocate(Canary::new())
                .map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?;
            self.kept.lock().expect("not poisoned").push(canary);
            let mut layout = DmaLayout::new();
            let range = layout.array(8, 64);
            let hardware = Hardware {
                registers: [
                    resources.map_registers(cx, 0)?,
                    resources.map_registers(cx, 0)?,
                ],
                memory: [
                    cx.allocate_common_buffer(MASTER, &layout)?,
                    cx.allocate_common_buffer(MASTER, &layout)?,
                ],
                pool: cx
                    .allocate_slice_with(5, |_| Canary::new())
                    .map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?,
                range,
            };
            assert!(
                cx.allocate_common_buffer(BusMaster::new(24, 1), &layout)
                    .is_err()
            );
            assert!(resources.map_registers::<_, Chat>(cx, 1).is_err());
            hardware.registers[0].read(WORD);
            if self.starts.fetch_add(1, Ordering::Relaxed) % 2 == 1 {
                return Err(NtStatus::SUCCESS);
            }
            Ok(hardware)
        }
        fn stop(&self, cx: &mut Stop<'_, Self>) {
            cx.with_lock::<InterruptLock, _>(|cx| cx.hardware().registers[0].write(WORD, 0));
        }
    }

    #[kmessage_service]
    fn message(_: &Device, cx: &mut MessageService<'_, Device>, _: u32) -> bool {
        cx.hardware().pool[4].sing();
        true
    }

    wdm! { add read write control service }
    wdm! { entry_with .kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn fails_after_mapping() {
        super::with(DriverEntry, |machine, device| {
            let device = device.expect("started");
            let file = device.open().expect("open");
            let requests = super::wdm::submit(&file);
            file.close().expect("closed");
            drop(requests);
            assert!(device.rebalance().is_err());
            super::wdm::settle(machine);
        });
    }
}

/// The device has no interrupt, and its driver wants one: the end of the start uses no interrupt lock.
mod no_interrupt_to_connect {
    use miniport::wdm::prelude::*;
    use miniport_sim::{DeviceOptions, Rule};

    use super::wdm;
    use crate::fixture::Canary;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        data: Locked<InterruptLock, u32>,
    }

    fn make() -> Device {
        Device {
            data: Locked::new(0),
        }
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
            Ok(Hardware {
                canary: Canary::new(),
            })
        }
        fn stop(&self, cx: &mut Stop<'_, Self>) {
            self.data.lock(cx, |data, _| *data += 1);
            cx.hardware().canary.sing();
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            self.data.lock(cx, |data, _| *data += 1);
        }
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        canary: Canary,
    }

    wdm! { add read write control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn no_interrupt_to_connect() {
        for seed in 0..20 {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            assert!(machine.add_device(&driver, DeviceOptions::new()).is_err());
            let report = machine.shutdown();
            // That it was tried is all that there is to say.
            assert_eq!(report.violations.len(), 1, "{report}");
            assert_eq!(
                report.violations_of(Rule::BadParameter).count(),
                1,
                "{report}"
            );
        }
    }
}

/// Queries are refused with success, or with what says that nobody was asked: they are refused all the same.
mod refuses_with_success {
    use miniport::wdm::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device;

    fn make() -> Device {
        Device
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn query_stop(&self, _: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
            Err(NtStatus::SUCCESS)
        }
        fn query_remove(&self, _: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
            Err(NtStatus::NOT_SUPPORTED)
        }
    }

    wdm! { add read write control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn refuses_with_success() {
        super::with(DriverEntry, |_, device| {
            let device = device.expect("started");
            assert!(device.stop().is_err());
            assert!(device.remove().is_err());
            assert_eq!(device.open().expect("open").read(0, &mut [0; 4]), Ok(0));
            device.surprise_remove().expect("gone");
        });
    }
}

/// `DriverEntry` and `AddDevice` fail with success.
macro_rules! fails_with_success {
    ($name:ident, $status:expr, $add:expr, $initialize:expr) => {
        mod $name {
            use miniport::wdm::prelude::*;

            use crate::fixture::Canary;

            #[derive(DeviceExtension)]
            #[device_extension(wdm, interrupts = line, interface = "5d1e0dd4-93a8-4cc5-b16a-3f4b7e1f0d2b")]
            struct Device {
                #[allow(dead_code)]
                canary: PoolBox<Canary>,
                #[allow(dead_code)]
                work: IoWorkItem<work>,
            }

            #[driver_initialize]
            fn initialize(_: &mut Initialize<'_, Device>) -> Result<(), NtStatus> {
                if $initialize { Ok(()) } else { Err($status) }
            }

            #[driver_add_device]
            fn add_device(cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
                let device = Device {
                    canary: cx.allocate(Canary::new()).map_err(|_| NtStatus::INSUFFICIENT_RESOURCES)?,
                    work: IoWorkItem::new(),
                };
                if $add { Ok(device) } else { Err($status) }
            }

            #[io_workitem]
            fn work(_: &Device, _: &mut Passive<'_, Device>, (): ()) {}

            #[driver_unload]
            fn unload(_: &mut Unload<'_, Device>) {}

            wdm! { pnp read write control service }
            wdm! { entry_with .kservice::<line>().driver_initialize::<initialize>().driver_unload::<unload>() }

            #[test]
            fn $name() {
                super::with(DriverEntry, |_, device| {
                    assert_eq!(device.is_some(), $add && $initialize);
                    if let Some(device) = device {
                        let _ = device.open().expect("open");
                    }
                });
            }
        }
    };
}
fails_with_success! { add_device_fails_with_success, NtStatus::SUCCESS, false, true }
fails_with_success! { add_device_fails_with_a_warning, NtStatus::BUFFER_OVERFLOW, false, true }
fails_with_success! { driver_entry_fails_with_success, NtStatus::SUCCESS, true, false }
fails_with_success! { nothing_fails, NtStatus::SUCCESS, true, true }
