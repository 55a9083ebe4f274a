//! A device that takes requests from the system queue one at a time, and keeps each in a queue of its own until it is told to answer.

use std::time::Duration;

use miniport::wdm::prelude::*;

use crate::life;

pub enum Sorted {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Sorter {
    queue: SystemQueue<start_io>,
    sorted: IrpQueue<Sorted>,
}

impl PnpDevice for Sorter {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Sorter>) -> Result<Sorter, NtStatus> {
    Ok(Sorter {
        queue: SystemQueue::new(),
        sorted: IrpQueue::new(),
    })
}

#[driver_dispatch]
fn read(device: &Sorter, cx: &mut Dispatch<'_, Sorter>, irp: Incoming<Sorter, Read>) -> Dispatched {
    device.queue.start(cx, irp, None)
}

#[driver_startio]
fn start_io(device: &Sorter, cx: &mut StartIo<'_, Sorter>, irp: Irp<Sorter>) {
    device.sorted.put_back(cx, irp);
}

/// Answers those that are in the driver's queue; its information is how many.
#[driver_dispatch]
fn write(
    device: &Sorter,
    cx: &mut Dispatch<'_, Sorter>,
    irp: Incoming<Sorter, Write>,
) -> Dispatched {
    // None is answered before all are taken: the end of one may start the next.
    let taken: [_; 8] = core::array::from_fn(|_| device.sorted.take(cx));
    let mut answered = 0;
    for irp in taken.into_iter().flatten() {
        irp.complete(cx, NtStatus::SUCCESS, 0);
        answered += 1;
    }
    irp.complete(cx, NtStatus::SUCCESS, answered)
}

mod entry {
    use super::{Sorter, add_device, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Sorter>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
    }
}

/// The current request is the device's no more when it is put into a queue of the driver's.
#[test]
fn the_next_packet_is_started_when_the_current_one_is_put_aside() {
    life::each_seed(60, 40, entry::DriverEntry, |machine, _, file| {
        let reads: Vec<_> = (0..5).map(|_| file.submit_read(0, 1)).collect();
        machine.advance(Duration::from_millis(1));
        assert!(!reads.iter().any(miniport_sim::PendingIo::is_done));
        assert_eq!(file.write(0, &[0; 8]), Ok(5));
        assert!(reads.iter().all(|read| read.success().is_ok()));
    });
}

/// It may be over before `DRIVER_STARTIO` has returned, on another processor: the next one is started once.
#[test]
fn one_next_packet_is_started_when_the_current_one_is_over_early() {
    life::each_seed(200, 10, entry::DriverEntry, |_, _, file| {
        let both = || (file.submit_read(0, 1), file.submit_write(0, &[0; 8]));
        let requests: Vec<_> = (0..20).map(|_| both()).collect();
        while !requests.iter().all(|(read, _)| read.is_done()) {
            assert!(file.write(0, &[0; 8]).is_ok());
        }
        for (read, write) in requests {
            assert!(read.success().is_ok() && write.success().is_ok());
        }
    });
}
