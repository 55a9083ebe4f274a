//! A device that is not always ready: what it could not begin is tried again before what came later.

use std::time::Duration;

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::{File, Machine, NtError, PendingIo, WdmDevice};

use crate::life;

/// A write there tries the first, and puts it back at the front.
const TRY: u64 = 0;
/// The first is put at the end.
const POSTPONE: u64 = 1;
/// All are answered: their information is their turn, from 1.
const ANSWER: u64 = 2;

pub enum Waiting {}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Device {
    waiting: IrpQueue<Waiting>,
}

impl PnpDevice for Device {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Device>) -> Result<Device, NtStatus> {
    Ok(Device {
        waiting: IrpQueue::new(),
    })
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    device.waiting.put(cx, irp)
}

#[driver_dispatch]
fn write(
    device: &Device,
    cx: &mut Dispatch<'_, Device>,
    irp: Incoming<Device, Write>,
) -> Dispatched {
    match irp.parameters().offset.cast_unsigned() {
        TRY => {
            if let Some(first) = device.waiting.take(cx) {
                device.waiting.put_back_first(cx, first);
            }
        }
        POSTPONE => {
            if let Some(first) = device.waiting.take(cx) {
                device.waiting.put_back(cx, first);
            }
        }
        _ => {
            let mut turn = 0;
            while let Some(first) = device.waiting.take(cx) {
                turn += 1;
                first.output().fill_at(0, turn, 0).expect("room");
                first.complete(cx, NtStatus::SUCCESS, turn);
            }
        }
    }
    irp.complete(cx, NtStatus::SUCCESS, 0)
}

mod entry {
    use super::{Device, add_device, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Device>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
    }
}

/// Three reads wait, in this order.
fn with_reads(test: impl Fn(&Machine, &WdmDevice, &File, [PendingIo; 3])) {
    life::each_seed(40, 40, entry::DriverEntry, |machine, device, file| {
        let reads = [(); 3].map(|()| {
            let read = file.submit_read(0, 8);
            machine.advance(Duration::from_millis(1));
            read
        });
        test(machine, device, file, reads);
    });
}

fn turns<const N: usize>(file: &File, reads: [&PendingIo; N]) -> [usize; N] {
    file.write(ANSWER, &[0]).expect("answered");
    reads.map(|read| read.wait().expect("an answer").information)
}

#[test]
fn what_is_put_back_first_is_taken_next() {
    with_reads(|_, _, file, [a, b, c]| {
        for _ in 0..3 {
            file.write(TRY, &[0]).expect("tried");
        }
        assert_eq!(turns(file, [&a, &b, &c]), [1, 2, 3]);
    });
    with_reads(|_, device, file, [a, b, c]| {
        file.write(POSTPONE, &[0]).expect("postponed");
        file.write(TRY, &[0]).expect("tried");
        device.rebalance().expect("started again");
        assert_eq!(turns(file, [&a, &b, &c]), [3, 1, 2]);
    });
}

/// It waits as any other.
#[test]
fn what_is_put_back_first_can_be_cancelled() {
    with_reads(|_, _, file, [a, b, c]| {
        file.write(TRY, &[0]).expect("tried");
        a.cancel().expect("cancelled");
        let cancelled = Err(NtError::Status(ffi::STATUS_CANCELLED));
        assert_eq!(a.success().map(drop), cancelled);
        assert_eq!(turns(file, [&b, &c]), [1, 2]);
    });
}
