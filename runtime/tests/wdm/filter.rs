//! A driver that passes requests to the one below: at once, and from a work item.

use std::time::Duration;

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::NtError;

use crate::life;

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Filter {
    waiting: IrpQueue<Waiting>,
    send: IoWorkItem<send>,
}

pub enum Waiting {}

impl PnpDevice for Filter {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Filter>) -> Result<Filter, NtStatus> {
    Ok(Filter {
        waiting: IrpQueue::new(),
        send: IoWorkItem::new(),
    })
}

#[driver_dispatch]
fn read(_: &Filter, cx: &mut Dispatch<'_, Filter>, irp: Incoming<Filter, Read>) -> Dispatched {
    irp.pass_down(cx)
}

#[driver_dispatch]
fn write(
    device: &Filter,
    cx: &mut Dispatch<'_, Filter>,
    irp: Incoming<Filter, Write>,
) -> Dispatched {
    let pending = device.waiting.put(cx, irp);
    device.send.queue(cx, ()).ok();
    pending
}

#[io_workitem]
fn send(device: &Filter, cx: &mut Passive<'_, Filter>) {
    while let Some(irp) = device.waiting.take(cx) {
        irp.pass_down(cx);
    }
}

mod entry {
    use super::{Filter, add_device, read, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Filter>::new()
            .driver_add_device::<add_device>()
            .dispatch_read::<read>()
            .dispatch_write::<write>()
    }
}

#[test]
fn the_lower_driver_answers() {
    life::each_seed(50, 40, entry::DriverEntry, |_, _, file| {
        // The bus driver reads and writes nothing.
        let refused = Err(NtError::Status(ffi::STATUS_INVALID_DEVICE_REQUEST));
        assert_eq!(file.read(0, &mut [0; 4]), refused);
        assert_eq!(file.write(0, &[0; 4]), refused);
    });
}

/// A request that was held back is marked pending, and so is the location that it came by.
#[test]
fn the_lower_driver_answers_what_was_held_back() {
    life::each_seed(50, 40, entry::DriverEntry, |machine, device, file| {
        device.stop().expect("stopped");
        let held = [file.submit_read(0, 4), file.submit_write(0, &[0; 4])];
        machine.advance(Duration::from_millis(1));
        device.start().expect("started");
        for held in held {
            let answer = held.wait().expect("answered");
            assert_eq!(answer.status, ffi::STATUS_INVALID_DEVICE_REQUEST);
        }
    });
}
