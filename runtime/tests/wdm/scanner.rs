//! A device whose hardware works for one request, and a handle that is closed meanwhile.

use std::cell::Cell;
use std::time::Duration;

use miniport::ffi;
use miniport::wdm::prelude::*;
use miniport_sim::{DeviceOptions, Machine, NtError};

#[derive(DeviceExtension)]
#[device_extension(wdm, interrupts = none)]
pub struct Scanner;

#[derive(ExtensionPart)]
pub struct Glass {
    under_way: Locked<DeviceLock, Vec<Irp<Scanner>>>,
}

thread_local! {
    /// Hooks that found no hardware.
    static WITHOUT: Cell<u32> = const { Cell::new(0) };
}

fn take(cx: &mut DispatchPaged<'_, Scanner>, file: FileId) -> Vec<Irp<Scanner>> {
    let glass = cx.hardware();
    glass.under_way.lock(cx, |irps, _| {
        irps.extract_if(.., |irp| irp.file() == file).collect()
    })
}

impl PnpDevice for Scanner {
    type Hardware = Glass;

    fn start(&self, _: &mut Start<'_, Self>, _: &Resources<'_>) -> Result<Glass, NtStatus> {
        Ok(Glass {
            under_way: Locked::default(),
        })
    }

    /// It is busy: it stays where it is.
    fn query_stop(&self, cx: &mut Pnp<'_, Self>) -> Result<(), NtStatus> {
        let busy = cx.while_started(|cx| {
            let glass = cx.hardware();
            glass.under_way.lock(cx, |irps, _| !irps.is_empty())
        });
        match busy {
            Some(true) => Err(NtStatus::DEVICE_BUSY),
            _ => Ok(()),
        }
    }

    fn cleanup(&self, cx: &mut Pnp<'_, Self>, file: FileId) {
        let ended = cx.while_started(|cx| {
            for irp in take(cx, file) {
                irp.complete(cx, NtStatus::CANCELLED, 0);
            }
        });
        WITHOUT.set(WITHOUT.get() + u32::from(ended.is_none()));
    }

    fn abort(&self, cx: &mut Abort<'_, Self>) {
        let glass = cx.hardware();
        for irp in glass.under_way.lock(cx, |irps, _| core::mem::take(irps)) {
            irp.complete(cx, NtStatus::NO_SUCH_DEVICE, 0);
        }
    }
}

#[driver_add_device]
fn add_device(_: &mut AddDevice<'_, Scanner>) -> Result<Scanner, NtStatus> {
    Ok(Scanner)
}

#[driver_dispatch]
fn read(_: &Scanner, cx: &mut Dispatch<'_, Scanner>, irp: Incoming<Scanner, Read>) -> Dispatched {
    let glass = cx.hardware();
    let (irp, pending) = irp.pend();
    glass.under_way.lock(cx, |irps, _| irps.push(irp));
    pending
}

wdm_driver_entry! {
    WdmDriver::<Scanner>::new()
        .driver_add_device::<add_device>()
        .dispatch_read::<read>()
}

fn failed(io: &miniport_sim::PendingIo, status: ffi::NTSTATUS) {
    assert_eq!(io.success().err(), Some(NtError::Status(status)));
}

#[test]
fn what_the_hardware_works_for_ends_with_its_file() {
    for seed in 0..60 {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let (file, other) = (device.open().expect("open"), device.open().expect("open"));
        let (stays, goes) = (file.submit_read(0, 8), other.submit_read(0, 8));
        machine.advance(Duration::from_millis(1));
        assert_eq!(device.stop(), Err(NtError::Status(ffi::STATUS_DEVICE_BUSY)));
        other.close().expect("closed");
        assert!(!stays.is_done());
        failed(&goes, ffi::STATUS_CANCELLED);
        WITHOUT.set(0);
        device.surprise_remove().expect("gone");
        failed(&stays, ffi::STATUS_NO_SUCH_DEVICE);
        file.close().expect("closed");
        assert_eq!(WITHOUT.get(), 1);
        machine.shutdown().assert_clean();
    }
}

/// A device may go, stop or sleep while a hook is in its hardware.
#[test]
fn a_device_does_not_go_under_a_hook() {
    for seed in 0..60 {
        let machine = Machine::builder(seed).processors(3).preemption(40).build();
        let driver = machine.load_wdm(DriverEntry).expect("loaded");
        let device = machine
            .add_device(&driver, DeviceOptions::new())
            .expect("started");
        let file = device.open().expect("open");
        let read = file.submit_read(0, 8);
        machine.advance(Duration::from_micros(seed));
        file.close().expect("closed");
        device.stop().expect("stopped");
        device.start().expect("started");
        assert!(read.is_done());
        machine.shutdown().assert_clean();
    }
}
