//! Runs cleanly: what one device's routine got goes through the hands of another device, whose routine runs meanwhile, or which is being added.

use std::cell::{Cell, RefCell};

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
            machine.advance(std::time::Duration::from_micros(200));
            for file in &files {
                if file.close().is_err() {
                    let report = machine.shutdown();
                    panic!("{report}");
                }
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
