//! What the plug and play manager does because of what a driver says.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Adapter, IoError, Machine, Role};

use super::scsi;
use crate::raw::misdeed::{Event, start};

/// Starts the driver with something that it does at each write. After the first one its unit is not there any more, if it goes.
fn at_write(machine: &Machine, goes: bool, deed: impl Fn(&Event<'_>) + 'static) -> Adapter {
    start(machine, scsi(), move |event| unsafe {
        let extension = event.extension();
        if event.role == Role::HwStartIo
            && (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI
            && goes
            && extension.count != 0
        {
            (*event.srb).SrbStatus = SRB_STATUS_NO_DEVICE;
            notify_request_complete(event.device, event.srb);
            return 1;
        }
        if event.is_write() {
            extension.count += 1;
            deed(event);
        }
        event.proceed()
    })
    .unwrap()
}

#[test]
fn a_change_of_the_bus_is_followed_by_a_scan() {
    for seed in 0..10 {
        let machine = Machine::builder(seed).processors(2).preemption(20).build();
        let adapter = at_write(&machine, true, |event| unsafe {
            notify_bus_change_detected(event.device, 0);
            notify_bus_change_detected(event.device, 0);
        });
        let disk = adapter.disks().remove(0);
        disk.write(0, &[1; 512]).unwrap();
        machine.run();
        assert!(adapter.disks().is_empty());
        assert!(adapter.bus_changed(), "no test has asked");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn requests_go_on_while_a_bus_is_scanned() {
    let scans = Rc::new(Cell::new(0));
    for seed in 0..10 {
        let machine = Machine::new(seed);
        let counted = Rc::clone(&scans);
        let adapter = start(&machine, scsi(), move |event| unsafe {
            if event.is_write() {
                notify_bus_change_detected(event.device, 0);
            }
            let asks = event.role == Role::HwStartIo && (*event.srb).Cdb[0] == 0xA0;
            counted.set(counted.get() + u32::from(asks));
            event.proceed()
        })
        .unwrap();
        let disk = &adapter.disks()[0];
        scans.set(0);
        for round in 0..50 {
            disk.write(round, &[round as u8; 512]).unwrap();
            let mut data = [0; 512];
            disk.read(round, &mut data).unwrap();
            assert_eq!(data, [round as u8; 512]);
            machine.advance(std::time::Duration::from_millis(1));
        }
        machine.run();
        assert!((2..50).contains(&scans.get()), "{}", scans.get());
        assert_eq!(adapter.disks().len(), 1);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_unit_that_has_failed_is_removed_if_the_driver_wants_it() {
    for flags in [0, STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE] {
        let machine = Machine::new(1);
        let adapter = at_write(&machine, false, move |event| unsafe {
            let mut address = STOR_ADDR_BTL8 {
                Type: STOR_ADDRESS_TYPE_BTL8,
                Port: 0,
                AddressLength: STOR_ADDR_BTL8_ADDRESS_LENGTH,
                Path: 0,
                Target: 0,
                Lun: 0,
                Reserved: 0,
            };
            fail(event, (&raw mut address).cast(), flags);
        });
        adapter.disks()[0].write(0, &[1; 512]).unwrap();
        machine.run();
        assert_eq!(adapter.failures().len(), 1);
        assert_eq!(adapter.disks().is_empty(), flags != 0);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn an_adapter_that_has_failed_is_removed() {
    let machine = Machine::new(1);
    let flags = STORPORT_MARK_DEVICE_FAILED_FLAG_REMOVE_DEVICE;
    let adapter = at_write(&machine, false, move |event| unsafe {
        fail(event, null_mut(), flags);
    });
    let disk = adapter.disks().remove(0);
    disk.write(0, &[1; 512]).unwrap();
    machine.run();
    assert_eq!(disk.write(0, &[1; 512]), Err(IoError::NotStarted));
    let report = machine.shutdown();
    report.assert_clean();
    assert_eq!(report.calls_of(Role::HwFreeAdapterResources), 1);
}

unsafe fn fail(event: &Event<'_>, address: PVOID, flags: u32) {
    let mut reason = [b'x'.into(), 0u16];
    unsafe {
        StorPortMarkDeviceFailed(event.device, address.cast(), flags, reason.as_mut_ptr());
    }
}
