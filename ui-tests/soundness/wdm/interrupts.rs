//! Runs cleanly: interrupts from before `IoConnectInterruptEx` has returned until the device is disconnected, several messages, and
//! functions that are synchronised with them.

use crate::fixture::{self, wdm};

mod several_messages {
    use core::sync::atomic::{AtomicU32, Ordering};

    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};
    use crate::fixture::Canary;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        inside: AtomicU32,
        data: Locked<InterruptLock, Vec<u32>>,
        dpc: DpcForIsr<dpc>,
        work: IoWorkItem<work>,
    }

    fn make() -> Device {
        Device {
            inside: AtomicU32::new(0),
            data: Locked::default(),
            dpc: DpcForIsr::new(),
            work: IoWorkItem::new(),
        }
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        canaries: Locked<InterruptLock, Vec<Canary>>,
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
            Ok(Hardware {
                canaries: Locked::default(),
            })
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            self.work.queue(cx, 30_u32).ok();
            alone(self, cx, 99);
        }
        fn stop(&self, cx: &mut Stop<'_, Self>) {
            alone(self, cx, 98);
        }
        fn power_up(&self, cx: &mut Power<'_, Self>) {
            self.work.queue(cx, 30_u32).ok();
        }
    }

    /// Nobody else is inside.
    fn enter(device: &Device) {
        assert_eq!(device.inside.fetch_add(1, Ordering::SeqCst), 0);
    }
    fn leave(device: &Device) {
        assert_eq!(device.inside.fetch_sub(1, Ordering::SeqCst), 1);
    }

    fn alone<S: MayAcquire<InterruptLock>>(
        device: &Device,
        cx: &mut Context<'_, Device, S>,
        tag: u32,
    ) {
        device.data.lock(cx, |data, cx| {
            enter(device);
            data.push(tag);
            cx.stall_if_may();
            data.truncate(10);
            leave(device);
        });
    }

    /// A place where the simulator may let something else run.
    trait Stall {
        fn stall_if_may(&mut self);
    }
    impl<S: Scope> Stall for Context<'_, Device, S> {
        fn stall_if_may(&mut self) {
            assert!(self.dropped_irps() == 0);
        }
    }

    fn interrupt(device: &Device, cx: &mut Service<'_, Device>, message: u32) -> bool {
        enter(device);
        let hardware = cx.hardware();
        let canaries = hardware.canaries.get(cx);
        canaries.push(Canary::new());
        canaries.iter().for_each(Canary::sing);
        canaries.truncate(4);
        device.data.get(cx).push(message);
        device.dpc.request(cx, None, message).ok();
        cx.stall(Microseconds::new(1));
        device.data.get(cx).truncate(9);
        leave(device);
        true
    }

    #[kservice]
    fn line(device: &Device, cx: &mut Service<'_, Device>) -> bool {
        interrupt(device, cx, 0)
    }

    #[kmessage_service]
    fn message(device: &Device, cx: &mut MessageService<'_, Device>, message: u32) -> bool {
        interrupt(device, cx, message)
    }

    /// What its caller owned goes in.
    #[ksynchronize]
    fn look(device: &Device, cx: &mut Synchronize<'_, Device>, mut out: Vec<u32>) -> bool {
        enter(device);
        out.extend(device.data.get(cx).iter());
        let taken = core::mem::take(device.data.get(cx));
        cx.stall(Microseconds::new(1));
        leave(device);
        taken.len() < 20 && out[0] == 7
    }

    /// Takes a large value, and a closure.
    #[ksynchronize]
    fn large(
        device: &Device,
        cx: &mut Synchronize<'_, Device>,
        (bytes, then): ([u64; 64], Box<dyn Fn()>),
    ) -> bool {
        enter(device);
        device
            .data
            .get(cx)
            .push(u32::try_from(bytes[63]).unwrap_or(0));
        then();
        leave(device);
        true
    }

    #[io_dpc]
    fn dpc(device: &Device, cx: &mut DeferredIo<'_, Device>, _: Option<Irp<Device>>, message: u32) {
        alone(device, cx, message);
        assert!(cx.synchronize::<look>(vec![7]));
        cx.with_lock::<DeviceLock, _>(|cx| cx.synchronize::<large>(([3; 64], Box::new(|| ()))));
        alone(device, cx, message);
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, rounds: u32) {
        alone(device, cx, rounds);
        assert!(cx.synchronize::<look>(vec![7]));
        if rounds > 0 {
            device.work.queue(cx, rounds - 1).ok();
        }
    }

    wdm! { add read write control }
    wdm! { entry_with .kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn several_messages() {
        fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }

    #[test]
    fn several_messages_of_two_devices() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}

/// As large as may be, and aligned as far as may be.
mod large_and_aligned {
    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    #[repr(align(16))]
    struct Device {
        own: Locked<DeviceLock, [u64; 900]>,
    }

    fn make() -> Device {
        Device {
            own: Locked::new([5; 900]),
        }
    }

    #[derive(ExtensionPart)]
    #[repr(align(16))]
    struct Hardware {
        data: Locked<InterruptLock, [u64; 1000]>,
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
            Ok(Hardware {
                data: Locked::new([3; 1000]),
            })
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        assert!(core::ptr::from_ref(device).is_aligned());
        let hardware = cx.hardware();
        assert!(core::ptr::from_ref(hardware).is_aligned());
        assert_eq!(core::ptr::from_ref(hardware).addr() % 16, 0);
        let sum: u64 = hardware.data.lock(cx, |data, _| data.iter().sum());
        assert_eq!(sum, 3000);
        device
            .own
            .lock(cx, |own, _| assert!(own.iter().all(|&word| word == 5)));
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    wdm! { add write control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn large_and_aligned() {
        fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }
}
