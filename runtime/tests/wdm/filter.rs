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

/// A driver that passes each third create down at once, each third from a work item, and completes the others.
mod opener {
    use core::sync::atomic::{AtomicU32, Ordering};

    use miniport::wdm::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(wdm, interrupts = none)]
    pub struct Opener {
        opens: AtomicU32,
        ends: AtomicU32,
        waiting: IrpQueue<Waiting>,
        send: IoWorkItem<send>,
    }

    pub enum Waiting {}

    impl PnpDevice for Opener {
        type Hardware = ();

        fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
            Ok(())
        }

        fn cleanup(&self, _cx: &mut Pnp<'_, Self>, _: FileId) {
            self.ends.fetch_add(1, Ordering::Relaxed);
        }

        fn close(&self, _cx: &mut Pnp<'_, Self>, _: FileId) {
            self.ends.fetch_add(1, Ordering::Relaxed);
        }

        fn stop(&self, _cx: &mut Stop<'_, Self>) {
            let opens = self.opens.load(Ordering::Relaxed);
            assert_eq!(self.ends.load(Ordering::Relaxed), 2 * opens);
        }
    }

    #[driver_add_device]
    fn add_device(_cx: &mut AddDevice<'_, Opener>) -> Result<Opener, NtStatus> {
        Ok(Opener {
            opens: AtomicU32::new(0),
            ends: AtomicU32::new(0),
            waiting: IrpQueue::new(),
            send: IoWorkItem::new(),
        })
    }

    #[driver_dispatch_paged]
    fn create(
        device: &Opener,
        cx: &mut DispatchPaged<'_, Opener>,
        irp: Incoming<Opener, Create>,
    ) -> Dispatched {
        match device.opens.fetch_add(1, Ordering::Relaxed) % 3 {
            0 => irp.pass_down(cx),
            1 => {
                let pending = device.waiting.put(cx, irp);
                device.send.queue(cx, ()).ok();
                pending
            }
            _ => irp.complete(cx, NtStatus::SUCCESS, 0),
        }
    }

    #[io_workitem]
    fn send(device: &Opener, cx: &mut Passive<'_, Opener>) {
        while let Some(irp) = device.waiting.take(cx) {
            irp.pass_down(cx);
        }
    }

    wdm_driver_entry! {
        WdmDriver::<Opener>::new()
            .driver_add_device::<add_device>()
            .dispatch_create::<create>()
    }
}

/// `Rule::IrpNotPassedDown` says otherwise.
#[test]
fn who_opens_a_file_hears_that_it_is_closed() {
    life::each_seed(50, 40, opener::DriverEntry, |machine, device, _| {
        let mut files: Vec<_> = (0..5).map(|_| device.open().expect("open")).collect();
        files[3].begin_close();
        machine.advance(Duration::from_millis(1));
        files
            .drain(1..3)
            .for_each(|file| file.close().expect("closed"));
        for again in files {
            again.close().expect("closed");
        }
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
