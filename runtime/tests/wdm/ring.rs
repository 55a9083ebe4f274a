//! A device whose hardware keeps requests until it is told to finish, and the pauses of its driver.

use std::cell::Cell;
use std::time::Duration;

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, File, Machine, PendingIo, WdmDevice};

pub enum Aside {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Ring {
    queue: SystemQueue<start_io>,
    /// Requests that the hardware has.
    slots: Locked<DeviceLock, Vec<Irp<Ring>>>,
    /// Those that it gave back.
    aside: IrpQueue<Aside>,
}

thread_local! {
    static STARTED: Cell<u32> = const { Cell::new(0) };
    static RESUMED: Cell<u32> = const { Cell::new(0) };
}

impl Ring {
    fn take(
        &self,
        cx: &mut Context<'_, Self, impl HoldsNoLock + MayAcquire<DeviceLock>>,
    ) -> Vec<Irp<Self>> {
        self.slots.lock(cx, |slots, _| core::mem::take(slots))
    }
}

impl PnpDevice for Ring {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }

    fn pause(&self, cx: &mut Power<'_, Self>) {
        for irp in self.take(cx) {
            self.aside.put_back(cx, irp);
        }
    }

    fn resume(&self, cx: &mut Power<'_, Self>) {
        RESUMED.set(RESUMED.get() + 1);
        while let Some(irp) = self.aside.take(cx) {
            self.slots.lock(cx, |slots, _| slots.push(irp));
        }
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        for irp in self.take(cx) {
            irp.complete(cx, NtStatus::CANCELLED, 0);
        }
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Ring>) -> Result<Ring, NtStatus> {
    Ok(Ring {
        queue: SystemQueue::new(),
        slots: Locked::new(Vec::new()),
        aside: IrpQueue::new(),
    })
}

/// The hardware has it at once.
#[driver_dispatch]
fn read(device: &Ring, cx: &mut Dispatch<'_, Ring>, irp: Incoming<Ring, Read>) -> Dispatched {
    let (irp, pending) = irp.pend();
    device.slots.lock(cx, |slots, _| slots.push(irp));
    pending
}

/// One at a time.
#[driver_dispatch_paged]
fn control(
    device: &Ring,
    cx: &mut DispatchPaged<'_, Ring>,
    irp: Incoming<Ring, DeviceControl>,
) -> Dispatched {
    device.queue.start(cx, irp, None)
}

#[driver_startio]
fn start_io(device: &Ring, cx: &mut StartIo<'_, Ring>, irp: Irp<Ring>) {
    STARTED.set(STARTED.get() + 1);
    device.slots.lock(cx, |slots, _| slots.push(irp));
}

/// The hardware finishes what it has; the information is how many.
#[driver_dispatch]
fn write(device: &Ring, cx: &mut Dispatch<'_, Ring>, irp: Incoming<Ring, Write>) -> Dispatched {
    let taken = device.take(cx);
    let finished = taken.len();
    for irp in taken {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
    irp.complete(cx, NtStatus::SUCCESS, finished)
}

mod entry {
    use super::{Ring, add_device, control, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Ring>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
            .dispatch_device_control::<control>()
    }
}

const CONTROL: ControlCode = ControlCode::new(0x22, 0x910, Method::Buffered, 0);
/// Room for any number of requests that were finished.
const ROOM: [u8; 32] = [0; 32];

fn settle(machine: &Machine) {
    machine.advance(Duration::from_millis(1));
}

/// A pause that ends with a start, or with power.
const PAUSES: [fn(&Machine, &WdmDevice); 2] = [
    |machine, _| {
        machine.sleep().expect("asleep");
        machine.resume().expect("awake");
    },
    |_, device| device.rebalance().expect("started again"),
];

fn pausing(options: &DeviceOptions, test: impl Fn(&Machine, &File, &dyn Fn())) {
    for seed in 0..40 {
        for pause in PAUSES {
            let machine = Machine::builder(seed).processors(3).preemption(40).build();
            let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
            let device = machine
                .add_device(&driver, options.clone())
                .expect("started");
            let file = device.open().expect("open");
            test(&machine, &file, &|| pause(&machine, &device));
            file.close().expect("closed");
            machine.shutdown().assert_clean();
        }
    }
}

fn done(requests: &[PendingIo]) -> usize {
    requests.iter().filter(|request| request.is_done()).count()
}

/// What the hardware keeps for ever does not keep the device: it is put aside, and goes back when the driver goes on.
#[test]
fn what_the_hardware_keeps_is_put_aside_for_a_pause() {
    for options in [DeviceOptions::new(), DeviceOptions::new().not_pageable()] {
        pausing(&options, |machine, file, pause| {
            let reads: Vec<_> = (0..4).map(|_| file.submit_read(0, 1)).collect();
            settle(machine);
            pause();
            settle(machine);
            assert_eq!(done(&reads), 0);
            assert_eq!(file.write(0, &ROOM), Ok(4));
            assert!(reads.iter().all(|read| read.success().is_ok()));
        });
    }
}

/// What waits in the system queue is not started before a pause, and goes on after it, one at a time.
#[test]
fn the_system_queue_goes_on_after_a_pause() {
    pausing(&DeviceOptions::new(), |machine, file, pause| {
        STARTED.set(0);
        let requests: Vec<_> = (0..5)
            .map(|_| file.submit_control(CONTROL.code(), &[], 0))
            .collect();
        settle(machine);
        assert_eq!(STARTED.get(), 1);
        RESUMED.set(0);
        pause();
        settle(machine);
        assert_eq!(done(&requests), 0);
        // None is started that would have to be put aside at once.
        assert_eq!(STARTED.get(), 5.min(1 + RESUMED.get()));
        // Those that were put aside, one for each pause, and the next of the queue.
        let mut finished = file.write(0, &ROOM).expect("finished");
        assert!((2..=5).contains(&finished));
        while finished < 5 {
            let more = file.write(0, &ROOM).expect("finished");
            assert_eq!(more, 1);
            finished += more;
        }
        settle(machine);
        assert!(requests.iter().all(|request| request.success().is_ok()));
    });
}

/// While the device is stopped, what waits is cancelled, or goes with its file or the device.
#[test]
fn what_waits_during_a_stop_can_be_cancelled() {
    for seed in 0..60 {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let (file, other) = (device.open().expect("open"), device.open().expect("open"));
        let first = file.submit_control(CONTROL.code(), &[], 0);
        settle(&machine);
        let rest = [&file, &other, &file].map(|file| file.submit_control(CONTROL.code(), &[], 0));
        let read = other.submit_read(0, 1);
        settle(&machine);
        device.stop().expect("stopped");
        rest[0].cancel().expect("asked");
        settle(&machine);
        other.close().expect("closed");
        settle(&machine);
        let state = [&first, &rest[0], &rest[1], &rest[2], &read].map(PendingIo::is_done);
        assert_eq!(state, [false, true, true, false, true]);
        if seed % 2 == 0 {
            device.start().expect("started");
            assert_eq!(file.write(0, &ROOM), Ok(2));
        } else {
            device.surprise_remove().expect("gone");
        }
        settle(&machine);
        for request in [&first, &rest[2]] {
            assert!(request.is_done());
            assert_eq!(request.success().is_ok(), seed % 2 == 0);
        }
        file.close().expect("closed");
        machine.shutdown().assert_clean();
    }
}
