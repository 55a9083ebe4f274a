//! A disk arm: requests are served by their place, which is the key by which they are in the system queue.

use std::time::Duration;

use miniport::wdm::prelude::*;
use miniport_sim::{File, Machine, PendingIo};

use crate::life;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Elevator {
    queue: SystemQueue<start_io>,
    current: Locked<DeviceLock, Option<Irp<Elevator>>>,
}

impl PnpDevice for Elevator {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }

    fn pause(&self, cx: &mut Power<'_, Self>) {
        self.arrive(cx);
    }
}

impl Elevator {
    /// The arm is there.
    fn arrive<S: HoldsNoLock + MayAcquire<DeviceLock>>(
        &self,
        cx: &mut Context<'_, Elevator, S>,
    ) -> bool {
        let current = self.current.lock(cx, |current, _| current.take());
        let is_one = current.is_some();
        if let Some(irp) = current {
            irp.complete(cx, NtStatus::SUCCESS, 0);
        }
        is_one
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Elevator>) -> Result<Elevator, NtStatus> {
    Ok(Elevator {
        queue: SystemQueue::new(),
        current: Locked::new(None),
    })
}

#[driver_dispatch]
fn read(
    device: &Elevator,
    cx: &mut Dispatch<'_, Elevator>,
    irp: Incoming<Elevator, Read>,
) -> Dispatched {
    let place = u32::try_from(irp.parameters().offset).unwrap_or(u32::MAX);
    device.queue.start(cx, irp, Some(place))
}

#[driver_startio]
fn start_io(device: &Elevator, cx: &mut StartIo<'_, Elevator>, irp: Irp<Elevator>) {
    device.current.lock(cx, |current, _| *current = Some(irp));
}

/// The arm is there.
#[driver_dispatch]
fn write(
    device: &Elevator,
    cx: &mut Dispatch<'_, Elevator>,
    irp: Incoming<Elevator, Write>,
) -> Dispatched {
    let moved = device.arrive(cx);
    irp.complete(cx, NtStatus::SUCCESS, usize::from(moved))
}

mod entry {
    use super::{Elevator, add_device, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Elevator>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
    }
}

fn settle(machine: &Machine) {
    machine.advance(Duration::from_millis(1));
}

fn submit(machine: &Machine, file: &File, place: u64) -> (u64, PendingIo) {
    let read = file.submit_read(place, 1);
    settle(machine);
    (place, read)
}

/// What waits while the device is stopped keeps its key: one that comes later and lies nearer is served before it.
#[test]
fn the_system_queue_keeps_its_keys_during_a_pause() {
    life::each_seed(40, 40, entry::DriverEntry, |machine, device, file| {
        let mut reads = [50, 40, 10, 30, 90, 70].map(|place| submit(machine, file, place));
        device.rebalance().expect("started again");
        settle(machine);
        // The one that was served; more where the system changed its mind, and asked once more.
        assert!(reads[0].1.is_done());
        reads.sort_by_key(|&(place, _)| place);
        let mut reads: Vec<_> = reads
            .into_iter()
            .filter(|(_, read)| !read.is_done())
            .collect();
        // The first is served again.
        reads.extend([20, 60, 80].map(|place| submit(machine, file, place)));
        reads[1..].sort_by_key(|&(place, _)| place);
        for (_, next) in reads {
            assert!(!next.is_done());
            assert_eq!(file.write(0, &[0]), Ok(1));
            settle(machine);
            assert!(next.is_done());
        }
    });
}
