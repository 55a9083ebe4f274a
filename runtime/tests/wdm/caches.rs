//! A device that keeps what is written in a cache, and hears when the system shuts down.

use std::cell::Cell;

use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine, WdmDevice};

thread_local! {
    /// What has reached the medium.
    static WRITTEN_OUT: Cell<u32> = const { Cell::new(0) };
}

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Cache {
    dirty: Locked<DeviceLock, u32>,
    later: IoWorkItem<write_out>,
    asked: Locked<DeviceLock, Option<Irp<Cache>>>,
}

impl PnpDevice for Cache {
    type Hardware = ();

    fn start(&self, _cx: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<(), NtStatus> {
        Ok(())
    }
}

#[driver_add_device]
fn add_device(_cx: &mut AddDevice<'_, Cache>) -> Result<Cache, NtStatus> {
    Ok(Cache {
        dirty: Locked::new(0),
        later: IoWorkItem::new(),
        asked: Locked::new(None),
    })
}

#[driver_dispatch]
fn write(device: &Cache, cx: &mut Dispatch<'_, Cache>, irp: Incoming<Cache, Write>) -> Dispatched {
    let length = irp.parameters().length;
    device.dirty.lock(cx, |dirty, _| *dirty += length);
    irp.complete(cx, NtStatus::SUCCESS, length as usize)
}

#[driver_dispatch_paged]
fn shutdown(
    device: &Cache,
    cx: &mut DispatchPaged<'_, Cache>,
    irp: Incoming<Cache, Shutdown>,
) -> Dispatched {
    let (irp, pending) = irp.pend();
    device.asked.lock(cx, |asked, _| *asked = Some(irp));
    device.later.queue(cx, ()).ok();
    pending
}

#[io_workitem]
fn write_out(device: &Cache, cx: &mut Passive<'_, Cache>) {
    let dirty = device.dirty.lock(cx, |dirty, _| core::mem::take(dirty));
    WRITTEN_OUT.set(WRITTEN_OUT.get() + dirty);
    if let Some(irp) = device.asked.lock(cx, |asked, _| asked.take()) {
        irp.complete(cx, NtStatus::SUCCESS, 0);
    }
}

mod entry {
    use super::{Cache, add_device, shutdown, write};
    use miniport::wdm::prelude::*;

    wdm_driver_entry! {
        WdmDriver::<Cache>::new()
            .driver_add_device::<add_device>()
            .dispatch_write::<write>()
            .dispatch_shutdown::<shutdown>()
    }
}

/// Two devices, with four bytes in the cache of each; what has reached the medium after `before` and the end of the system.
fn written_out(seed: u64, before: impl FnOnce(&[WdmDevice; 2])) -> u32 {
    WRITTEN_OUT.set(0);
    let machine = Machine::builder(seed).processors(3).preemption(40).build();
    let driver = machine.load_wdm(entry::DriverEntry).expect("loaded");
    let devices = [(); 2].map(|()| {
        machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started")
    });
    for device in &devices {
        let file = device.open().expect("open");
        assert_eq!(file.write(0, &[7; 4]), Ok(4));
        file.close().expect("closed");
    }
    before(&devices);
    machine.shutdown().assert_clean();
    WRITTEN_OUT.get()
}

#[test]
fn a_cache_is_written_out_when_the_system_shuts_down() {
    for seed in 0..20 {
        assert_eq!(written_out(seed, |_| ()), 8);
    }
}

#[test]
fn a_device_that_is_gone_hears_of_no_shutdown() {
    for seed in 0..20 {
        assert_eq!(
            written_out(seed, |devices| devices[0].remove().expect("removed")),
            4
        );
        assert_eq!(
            written_out(seed, |devices| devices[1].surprise_remove().expect("gone")),
            4
        );
    }
}
