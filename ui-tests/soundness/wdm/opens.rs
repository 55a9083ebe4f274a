//! Runs cleanly: opens wait in both queues, are passed down at once and late, and completed, while their device is stopped and goes.

use core::sync::atomic::{AtomicU32, Ordering};

use miniport::wdm::prelude::*;

use crate::fixture::{self, wdm};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = line)]
struct Device {
    opens: AtomicU32,
    system: SystemQueue<start_io>,
    waiting: IrpQueue<Waiting>,
    work: IoWorkItem<work>,
    current: Locked<DeviceLock, Vec<Irp<Device>>>,
}
enum Waiting {}

fn make() -> Device {
    Device {
        opens: AtomicU32::new(0),
        system: SystemQueue::new(),
        waiting: IrpQueue::new(),
        work: IoWorkItem::new(),
        current: Locked::default(),
    }
}

impl PnpDevice for Device {
    type Hardware = ();
    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
    fn pause(&self, cx: &mut Power<'_, Self>) {
        for irp in self.current.lock(cx, |current, _| core::mem::take(current)) {
            self.waiting.put_back_first(cx, irp);
        }
    }
    fn abort(&self, cx: &mut Abort<'_, Self>) {
        self.current.lock(cx, |current, _| current.clear());
    }
    fn resume(&self, cx: &mut Power<'_, Self>) {
        self.work.queue(cx, ()).ok();
    }
}

#[driver_dispatch_paged]
fn create(
    device: &Device,
    cx: &mut DispatchPaged<'_, Device>,
    irp: Incoming<Device, Create>,
) -> Dispatched {
    let answer = match device.opens.fetch_add(1, Ordering::SeqCst) % 4 {
        0 => device.system.start(cx, irp, Some(7)),
        1 => device.waiting.put(cx, irp),
        2 => irp.pass_down(cx),
        _ => irp.complete(cx, NtStatus::SUCCESS, 9),
    };
    device.work.queue(cx, ()).ok();
    answer
}

#[driver_dispatch]
fn read(device: &Device, cx: &mut Dispatch<'_, Device>, irp: Incoming<Device, Read>) -> Dispatched {
    let answer = device.system.start(cx, irp, None);
    device.work.queue(cx, ()).ok();
    answer
}

/// A create comes back: it is not sent on at this level.
#[driver_startio]
fn start_io(device: &Device, cx: &mut StartIo<'_, Device>, irp: Irp<Device>) {
    if let Err(irp) = irp.pass_down_up_to_dispatch(cx) {
        device.current.lock(cx, |current, _| current.push(irp));
        device.work.queue(cx, ()).ok();
    }
}

#[io_workitem]
fn work(device: &Device, cx: &mut Passive<'_, Device>, (): ()) {
    for irp in device
        .current
        .lock(cx, |current, _| core::mem::take(current))
    {
        irp.pass_down(cx);
    }
    while let Some(irp) = device.waiting.take(cx) {
        irp.pass_down(cx);
    }
}

wdm! { add write control service }
wdm! { entry_with .dispatch_create::<create>().kservice::<line>() }

#[test]
fn opens_wait_and_go_down() {
    fixture::each_seed(|seed| {
        let machine = wdm::machine(seed);
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = wdm::add(&machine, &driver, 0).expect("started");
        let open = || device.open().expect("open");
        let mut files: Vec<_> = (0..5).map(|_| open()).collect();
        let requests: Vec<_> = files.iter().flat_map(wdm::submit).collect();
        if seed % 2 == 0 {
            device.rebalance().expect("stopped and started");
        }
        files.extend((0..4).map(|_| open()));
        if seed % 3 == 0 {
            device.surprise_remove().expect("gone");
        }
        for file in &files {
            file.close().expect("closed");
        }
        drop(requests);
        machine.shutdown().assert_clean();
    });
}
