//! Runs cleanly: IRPs are dropped where they could not be completed: in service routines, under each lock, in callbacks of another
//! device, by another thread, with what a device keeps.

use crate::fixture::{self, wdm};

/// A driver that keeps its IRPs under one lock, and drops them in one callback or another.
macro_rules! dropped {
    ($name:ident, $lock:ty, [$($drop:tt)*]) => {
        mod $name {
            use miniport::wdm::prelude::*;

            use super::{fixture, wdm};

            #[derive(DeviceExtension)]
            #[device_extension(wdm, interrupts = message)]
            struct Device {
                kept: Locked<$lock, Vec<Irp<Device>>>,
                timer: IoTimer<tick>,
            }

            fn make() -> Device {
                Device { kept: Locked::default(), timer: IoTimer::new() }
            }

            /// Whatever is left does not keep the device.
            #[io_timer]
            fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
                device.kept.lock(cx, |kept, _| kept.clear());
            }

            impl PnpDevice for Device {
                type Hardware = ();
                fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
                    Ok(())
                }
                fn started(&self, cx: &mut Power<'_, Self>) {
                    self.timer.start(cx);
                }
                fn abort(&self, cx: &mut Abort<'_, Self>) {
                    self.kept.lock(cx, |kept, _| kept.clear());
                }
            }

            #[driver_dispatch]
            fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
                let (irp, pending) = irp.pend();
                device.kept.lock(cx, |kept, _| kept.push(irp));
                pending
            }

            $($drop)*

            wdm! { add control }
            wdm! { entry_with .kservice::<line>().kmessage_service::<message>() }

            #[test]
            fn $name() {
                fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
            }
        }
    };
}

dropped! { in_service_routines, InterruptLock, [
    wdm! { write }
    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        device.kept.get(cx).pop();
        true
    }
    #[kmessage_service]
    fn message(device: &Device, cx: &mut MessageService<'_, Device>, _: u32) -> bool {
        device.kept.get(cx).clear();
        true
    }
] }

dropped! { under_the_lock_of_the_device, DeviceLock, [
    #[driver_dispatch]
    fn write(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Write>) -> Dispatched {
        device.kept.lock(cx, |kept, cx| {
            cx.with_lock::<InterruptLock, _>(|_| kept.clear());
        });
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }
    #[kservice]
    fn line(_: &Device, _: &mut Service<'_, Device>) -> bool {
        true
    }
    #[kmessage_service]
    fn message(_: &Device, _: &mut MessageService<'_, Device>, _: u32) -> bool {
        true
    }
] }

/// IRPs of two devices go into one `static`, and are dropped by whichever device runs next, also by another thread.
mod by_another_device {
    use std::sync::Mutex;

    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};

    thread_local! {
        static SHARED: &'static Mutex<Vec<Irp<Device>>> = Box::leak(Box::default());
    }

    /// Nothing is dropped inside: a service routine could come, and want the mutex as well.
    fn shared<R>(with: impl FnOnce(&mut Vec<Irp<Device>>) -> R) -> R {
        SHARED.with(|shared| with(&mut shared.lock().expect("not poisoned")))
    }

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        later: CustomDpc<later>,
        work: IoWorkItem<work>,
        own: Locked<DeviceLock, Vec<Irp<Device>>>,
    }

    fn make() -> Device {
        Device {
            later: CustomDpc::new(),
            work: IoWorkItem::new(),
            own: Locked::default(),
        }
    }

    impl PnpDevice for Device {
        type Hardware = ();
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            self.own.lock(cx, |own, _| own.clear());
            drop(shared(core::mem::take));
        }
        fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
            self.own.lock(cx, |own, _| own.clear());
            drop(shared(core::mem::take));
            Ok(())
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        shared(|kept| kept.push(irp));
        device.later.queue(cx, ()).ok();
        pending
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        device.work.queue(cx, 3_u8).ok();
        shared(|kept| kept.push(irp));
        if let Some(other) = shared(|kept| (kept.len() > 2).then(|| kept.remove(0))) {
            other.complete(cx, NtStatus::SUCCESS, 1);
        }
        pending
    }

    #[kdeferred]
    fn later(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        let other = shared(Vec::pop);
        cx.with_lock::<CancelLock, _>(|cx| {
            device.own.lock(cx, |_, cx| {
                cx.with_lock::<InterruptLock, _>(|_| drop(other));
            });
        });
    }

    #[io_workitem]
    fn work(_: &Device, _: &mut Passive<'_, Device>, _: u8) {
        drop(shared(core::mem::take));
    }

    #[kservice]
    fn line(_: &Device, _: &mut Service<'_, Device>) -> bool {
        drop(shared(core::mem::take));
        true
    }

    #[kmessage_service]
    fn message(_: &Device, _: &mut MessageService<'_, Device>, _: u32) -> bool {
        drop(shared(core::mem::take));
        true
    }

    wdm! { add control }
    wdm! { entry_with .kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn by_another_device() {
        fixture::each_seed(|seed| {
            wdm::live_together(seed, DriverEntry, 2).assert_clean();
        });
    }
}

/// An IRP is dropped at once, forgotten never, or given to another thread, which drops it.
mod at_once_and_by_threads {
    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device;

    fn make() -> Device {
        Device
    }

    #[driver_dispatch]
    fn read(_: &Device, _: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
        let (irp, pending) = irp.pend();
        drop(irp);
        pending
    }

    #[driver_dispatch]
    fn write(
        _: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        let (irp, pending) = irp.pend();
        let irp = std::thread::spawn(move || {
            assert!(matches!(irp.request(), Request::Write(_)));
            let mut bytes = [0; 16];
            irp.input().read_at(0, &mut bytes).expect("16 bytes");
            assert_eq!(bytes, [5; 16]);
            irp
        })
        .join()
        .expect("an IRP");
        irp.complete(cx, NtStatus::SUCCESS, 16);
        pending
    }

    wdm! { pnp add control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn at_once_and_by_threads() {
        fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }
}
