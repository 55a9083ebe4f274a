//! Runs cleanly: everything that can be deferred is deferred in every callback, at every time of a device's life, and uses what the device
//! has while it is started.

use crate::fixture::{self, wdm};

/// Every callback defers everything, and looks whether the hardware is there.
mod everywhere {
    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};
    use crate::fixture::{Canary, Chat, WORD};

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = message)]
    struct Device {
        isr: DpcForIsr<isr>,
        dpc: CustomDpc<dpc>,
        again: CustomDpc<again>,
        work: IoWorkItem<work>,
        more: IoWorkItem<more>,
        timer: IoTimer<tick>,
        queue: SystemQueue<start_io>,
        waiting: IrpQueue<Waiting>,
        canary: Canary,
    }
    enum Waiting {}

    #[derive(ExtensionPart)]
    struct Hardware {
        registers: Mmio<Chat>,
        canary: Canary,
        data: Locked<InterruptLock, Vec<Canary>>,
    }

    impl Drop for Hardware {
        fn drop(&mut self) {
            self.canary.sing();
            self.registers.write(WORD, 3);
            for canary in self.data.get_mut() {
                canary.sing();
            }
        }
    }

    fn make() -> Device {
        Device {
            isr: DpcForIsr::new(),
            dpc: CustomDpc::new(),
            again: CustomDpc::new(),
            work: IoWorkItem::new(),
            more: IoWorkItem::new(),
            timer: IoTimer::new(),
            queue: SystemQueue::new(),
            waiting: IrpQueue::new(),
            canary: Canary::new(),
        }
    }

    /// Where code may be interrupted.
    fn all<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>)
    where
        S::Irql: AtMost<irql::Dispatch>,
        S::Deferred: MayDefer,
    {
        device.canary.sing();
        device.isr.request(cx, None, 1_u16).ok();
        device.dpc.queue(cx, (1_u32, true)).ok();
        device.again.queue(cx, 7_u64).ok();
        device.work.queue(cx, 1_u64).ok();
        device.more.queue(cx, ()).ok();
    }

    /// Where the device is started.
    fn touch<S: Scope>(device: &Device, cx: &mut Context<'_, Device, S>)
    where
        S: MayAcquire<InterruptLock>,
        S::Extension: IsStarted,
    {
        device.canary.sing();
        let hardware = cx.hardware();
        hardware.canary.sing();
        hardware.registers.read(WORD);
        hardware.data.lock(cx, |data, _| {
            data.iter().for_each(Canary::sing);
            data.truncate(3);
            data.push(Canary::new());
        });
        cx.hardware().canary.sing();
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(
            &self,
            cx: &mut Start<'_, Self>,
            resources: &Resources<'_>,
        ) -> Result<Hardware, NtStatus> {
            self.canary.sing();
            Ok(Hardware {
                registers: resources.map_registers(cx, 0)?,
                canary: Canary::new(),
                data: Locked::default(),
            })
        }
        fn started(&self, cx: &mut Power<'_, Self>) {
            all(self, cx);
            touch(self, cx);
            self.timer.start(cx);
            self.timer.stop(cx);
            self.timer.start(cx);
        }
        fn stop(&self, cx: &mut Stop<'_, Self>) {
            self.timer.stop(cx);
            touch(self, cx);
        }
        fn abort(&self, cx: &mut Abort<'_, Self>) {
            all(self, cx);
            self.timer.start(cx);
            touch(self, cx);
        }
        fn power_down(&self, cx: &mut Power<'_, Self>, _: PowerLoss) {
            all(self, cx);
            touch(self, cx);
        }
        fn power_up(&self, cx: &mut Power<'_, Self>) {
            touch(self, cx);
            all(self, cx);
            self.timer.start(cx);
        }
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        all(device, cx);
        touch(device, cx);
        device.queue.start(cx, irp, Some(3))
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        all(device, cx);
        let pending = device.waiting.put(cx, irp);
        touch(device, cx);
        pending
    }

    #[driver_dispatch_paged]
    fn control(
        device: &Device,
        cx: &mut DispatchPaged<'_, Device>,
        irp: Incoming<Device, DeviceControl>,
    ) -> Dispatched {
        all(device, cx);
        device.timer.stop(cx);
        device.timer.start(cx);
        touch(device, cx);
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[driver_startio]
    fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
        all(device, cx);
        touch(device, cx);
        if let Err(refused) = device.isr.request(cx, Some(irp), 2_u16) {
            if let Some(irp) = refused.irp {
                irp.complete_and_start_by_key(cx, NtStatus::SUCCESS, 0, 1);
            }
        }
    }

    #[driver_cancel]
    fn cancelled(device: &Device, cx: &mut Cancel<'_, Device>) {
        all(device, cx);
        touch(device, cx);
    }

    #[io_dpc]
    fn isr(device: &Device, cx: &mut DeferredIo<'_, Device>, irp: Option<Irp<Device>>, _: u16) {
        touch(device, cx);
        device.work.queue(cx, 2_u64).ok();
        device.dpc.queue(cx, (2_u32, false)).ok();
        if let Some(irp) = irp {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        touch(device, cx);
    }

    #[kdeferred]
    fn dpc(device: &Device, cx: &mut Deferred<'_, Device>, (_, on): (u32, bool)) {
        touch(device, cx);
        if on {
            all(device, cx);
            device.timer.start(cx);
        }
        if let Some(irp) = device.waiting.take(cx) {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
    }

    /// Goes on for ever, but for the end of the device.
    #[kdeferred]
    fn again(device: &Device, cx: &mut Deferred<'_, Device>, round: u64) {
        touch(device, cx);
        if round > 0 {
            device.again.queue(cx, round - 1).ok();
        }
        device.more.queue(cx, ()).ok();
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, round: u64) {
        touch(device, cx);
        if round > 0 {
            device.work.queue(cx, round - 1).ok();
            all(device, cx);
        }
        touch(device, cx);
    }

    #[io_workitem]
    fn more(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        touch(device, cx);
        device.timer.stop(cx);
    }

    #[io_timer]
    fn tick(device: &Device, cx: &mut TimerTick<'_, Device>) {
        all(device, cx);
        touch(device, cx);
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
        device.canary.sing();
        let hardware = cx.hardware();
        hardware.canary.sing();
        hardware.registers.read(WORD);
        hardware.data.get(cx).iter().for_each(Canary::sing);
        device.isr.request(cx, None, 3_u16).ok();
        device.dpc.queue(cx, (3_u32, true)).ok();
        true
    }

    wdm! { add }
    wdm! { entry_with .driver_cancel::<cancelled>().kservice::<line>().kmessage_service::<message>() }

    #[test]
    fn everywhere() {
        fixture::each_seed(|seed| wdm::live(seed, DriverEntry).assert_clean());
    }

    #[test]
    fn everywhere_in_two_devices() {
        fixture::each_seed(|seed| wdm::live_together(seed, DriverEntry, 2).assert_clean());
    }
}

/// The timer is started and stopped by everybody at once, and does not outlive the hardware.
mod timers {
    use std::time::Duration;

    use miniport::wdm::prelude::*;

    use super::{fixture, wdm};
    use crate::fixture::Canary;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        on: CustomDpc<on>,
        off: CustomDpc<off>,
        timer: IoTimer<tick>,
        work: IoWorkItem<work>,
    }

    fn make() -> Device {
        Device {
            on: CustomDpc::new(),
            off: CustomDpc::new(),
            timer: IoTimer::new(),
            work: IoWorkItem::new(),
        }
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
            Ok(Hardware {
                canary: Canary::new(),
            })
        }
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        canary: Canary,
    }

    #[driver_dispatch]
    fn read(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Read>,
    ) -> Dispatched {
        device.on.queue(cx, ()).ok();
        device.work.queue(cx, ()).ok();
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        device.off.queue(cx, ()).ok();
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    #[kdeferred]
    fn on(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        device.timer.start(cx);
    }

    #[kdeferred]
    fn off(device: &Device, cx: &mut Deferred<'_, Device>, (): ()) {
        device.timer.stop(cx);
    }

    #[io_workitem]
    fn work(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        device.timer.start(cx);
        device.timer.stop(cx);
    }

    #[io_timer]
    fn tick(_: &Device, cx: &mut TimerTick<'_, Device>) {
        cx.hardware().canary.sing();
    }

    wdm! { add control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn timers() {
        fixture::each_seed(|seed| {
            let machine = wdm::machine(seed);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let file = device.open().expect("open");
            let requests = wdm::submit(&file);
            machine.advance(Duration::from_micros(seed * 3));
            if seed % 2 == 0 {
                device.stop().expect("stopped");
                machine.advance(Duration::from_secs(3));
            }
            device.surprise_remove().expect("gone");
            machine.advance(Duration::from_secs(3));
            drop(requests);
            file.close().expect("closed");
            machine.shutdown().assert_clean();
        });
    }
}

/// A work item queues itself for ever, and does not keep the device.
mod for_ever {
    use miniport::wdm::prelude::*;
    use miniport_sim::Machine;

    use super::{fixture, wdm};
    use crate::fixture::Canary;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = line)]
    struct Device {
        itself: IoWorkItem<itself>,
    }

    fn make() -> Device {
        Device {
            itself: IoWorkItem::new(),
        }
    }

    #[derive(ExtensionPart)]
    struct Hardware {
        canary: Canary,
    }

    impl PnpDevice for Device {
        type Hardware = Hardware;
        fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Hardware, NtStatus> {
            Ok(Hardware {
                canary: Canary::new(),
            })
        }
    }

    #[io_workitem]
    fn itself(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
        device.itself.queue(cx, ()).ok();
        cx.hardware().canary.sing();
    }

    #[driver_dispatch]
    fn write(
        device: &Device,
        cx: &mut Dispatch<'_, Device>,
        irp: Incoming<Device, Write>,
    ) -> Dispatched {
        device.itself.queue(cx, ()).ok();
        irp.complete(cx, NtStatus::SUCCESS, 0)
    }

    wdm! { add read control service }
    wdm! { entry_with .kservice::<line>() }

    #[test]
    fn for_ever() {
        fixture::each_seed(|seed| {
            let machine = Machine::builder(seed)
                .processors(3)
                .preemption(40)
                .patience(20_000)
                .build();
            wdm::tolerate(&machine);
            let driver = machine.load_wdm(DriverEntry).expect("loaded");
            let device = wdm::add(&machine, &driver, 0).expect("started");
            let file = device.open().expect("open");
            // Nobody waits: the simulator lets no time pass while something is ready to run.
            let write = file.submit_write(0, &[1]);
            if seed % 2 == 0 {
                device.stop().expect("stopped");
            }
            device.surprise_remove().expect("gone");
            drop(write);
            file.close().expect("closed");
            machine.shutdown().assert_clean();
        });
    }
}
