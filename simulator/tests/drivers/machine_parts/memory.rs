//! Memory for the device, configuration space, and stalls.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{InterruptResources, Machine, Role, Rule};

use super::{FOUR, end, start, write_all};
use crate::raw::{physical, toy};

#[test]
fn memory_for_the_device_lies_where_it_was_asked_for() {
    let machine = Machine::new(1);
    let (_adapter, _) = start(&machine, "all", FOUR, |event| {
        if event.role == Role::HwPassiveInitialize {
            for (high, boundary) in [(0xFFFF_FFFF, 0), (i64::MAX, 0x1_0000), (0x7FF_FFFF, 0)] {
                let at = |value| PHYSICAL_ADDRESS { QuadPart: value };
                let (mut base, mut physical) = (null_mut(), at(0));
                unsafe {
                    let status = StorPortAllocateDmaMemory(
                        event.device,
                        0x1_0000,
                        at(0x10_0000),
                        at(high),
                        at(boundary),
                        MmCached,
                        MM_ANY_NODE_OK,
                        &raw mut base,
                        &raw mut physical,
                    );
                    assert_eq!(status, STOR_STATUS_SUCCESS);
                    let mut length = 0;
                    let same =
                        StorPortGetPhysicalAddress(event.device, null_mut(), base, &raw mut length);
                    assert_eq!((same.QuadPart, length), (physical.QuadPart, 0x1_0000));
                    assert!(physical.QuadPart + 0xFFFF <= high);
                    assert!(boundary == 0 || physical.QuadPart % boundary == 0);
                    assert_eq!(
                        StorPortFreeDmaMemory(event.device, base, 0x1_0000, MmCached, physical),
                        STOR_STATUS_SUCCESS
                    );
                }
            }
        }
        None
    });
    end(machine).assert_clean();
}

#[test]
fn configuration_space_is_read_and_written() {
    let machine = Machine::new(1);
    let (_adapter, _) = start(&machine, "all", FOUR, |event| unsafe {
        if event.role == Role::HwFindAdapter {
            let (bus, slot) = (
                (*event.config).SystemIoBusNumber,
                (*event.config).SlotNumber,
            );
            let kind = PCIConfiguration as u32;
            let mut bytes = [0u8; 256];
            let read = |slot, bytes: &mut [u8; 256]| {
                StorPortGetBusData(
                    event.device,
                    kind,
                    bus,
                    slot,
                    bytes.as_mut_ptr().cast(),
                    256,
                )
            };
            assert_eq!(read(slot, &mut bytes), 256);
            let bar = u64::from_le_bytes(bytes[0x10..0x18].try_into().unwrap()) & !0xF;
            let range = *(*event.config).AccessRanges;
            assert_eq!(bar, range.RangeStart.QuadPart as u64);
            let mut line = [0x77u8];
            assert_eq!(
                StorPortSetBusDataByOffset(
                    event.device,
                    kind,
                    bus,
                    slot,
                    line.as_mut_ptr().cast(),
                    0x3C,
                    1
                ),
                1
            );
            read(slot, &mut bytes);
            assert_eq!(bytes[0x3C], 0x77);
            assert_eq!(read(slot + 1, &mut bytes), 2);
            assert_eq!(bytes[..2], [0xFF, 0xFF]);
        }
        None
    });
    end(machine).assert_clean();
}

/// `Dma64BitAddresses` (page `_port_configuration_information`): a driver that cannot address more than 4 GB gets no data there.
#[test]
fn data_lies_where_the_driver_can_address_it() {
    let is_high = |width: u8| {
        let high = Rc::new(Cell::new(0));
        let kept = Rc::clone(&high);
        let machine = Machine::new(1);
        let (adapter, _) = start(&machine, "all", FOUR, move |event| unsafe {
            match event.role {
                Role::HwFindAdapter => (*event.config).Dma64BitAddresses = width,
                Role::HwBuildIo if event.is_write() => {
                    let list = StorPortGetScatterGatherList(event.device, event.srb);
                    let first = (&raw const (*list).List).cast::<STOR_SCATTER_GATHER_ELEMENT>();
                    let address = (*first).PhysicalAddress.QuadPart as u64;
                    kept.set(kept.get() + u32::from(address > u64::from(u32::MAX)));
                }
                _ => {}
            }
            None
        });
        write_all(&adapter, 40);
        drop(adapter);
        end(machine).assert_clean();
        high.get() != 0
    };
    assert!(!is_high(0));
    assert!(is_high(SCSI_DMA64_MINIPORT_SUPPORTED));
    assert!(is_high(SCSI_DMA64_MINIPORT_FULL64BIT_SUPPORTED));
}

#[test]
fn there_is_one_uncached_extension() {
    let machine = Machine::new(1);
    let (_adapter, _) = start(&machine, "all", FOUR, |event| unsafe {
        if event.role == Role::HwFindAdapter {
            let ask = |length| StorPortGetUncachedExtension(event.device, event.config, length);
            let first = ask(8192);
            assert!(!first.is_null());
            assert_eq!([ask(8192), ask(64)], [first; 2]);
        }
        None
    });
    end(machine).assert_clean();
}

#[test]
fn registers_are_found_without_an_extension() {
    let machine = Machine::new(1);
    let (adapter, _) = start(&machine, "all", FOUR, |event| unsafe {
        if event.role == Role::HwStartIo {
            let extension = event.extension();
            let id = StorPortReadRegisterUlong(null_mut(), extension.registers.cast());
            assert_eq!(id, 0x0121_5954);
            StorPortWritePortUlong(null_mut(), extension.ports, 7);
            assert_eq!(StorPortReadPortUlong(null_mut(), extension.ports), 7);
        }
        None
    });
    write_all(&adapter, 1);
    end(machine).assert_clean();
}

#[test]
fn registers_of_nobody_are_not_found() {
    let machine = Machine::new(1);
    let (adapter, _) = start(&machine, "all", FOUR, |event| unsafe {
        if event.role == Role::HwStartIo {
            let id = StorPortReadRegisterUlong(null_mut(), null_mut());
            assert_eq!(id, u32::MAX);
        }
        None
    });
    write_all(&adapter, 1);
    let report = end(machine);
    assert_ne!(report.violations_of(Rule::BadParameter).count(), 0);
}

#[test]
fn messages_are_enabled_before_the_adapter_is_found() {
    for (interrupts, enabled) in [(FOUR, true), (InterruptResources::Line, false)] {
        let machine = Machine::new(1);
        let (adapter, _) = start(&machine, "line", interrupts, move |event| unsafe {
            if event.role == Role::HwFindAdapter {
                let mut bytes = [0u8; 256];
                let config = &*event.config;
                let (bus, slot) = (config.SystemIoBusNumber, config.SlotNumber);
                let kind = PCIConfiguration as u32;
                let place = bytes.as_mut_ptr().cast();
                StorPortGetBusData(event.device, kind, bus, slot, place, 256);
                let mut at = usize::from(bytes[0x34]);
                while bytes[at] != 0x11 {
                    at = usize::from(bytes[at + 1]);
                }
                assert_eq!(bytes[at + 3] & 0x80 != 0, enabled, "MSI-X Enable");
            }
            None
        });
        // The driver does not want messages: the line is used.
        write_all(&adapter, 4);
        let report = end(machine);
        report.assert_clean();
        assert_ne!(report.calls_of(Role::HwInterrupt), 0);
    }
}

#[test]
fn configuration_space_is_for_the_control_types_that_say_so() {
    for control in [ScsiStopAdapter, ScsiAdapterPower] {
        let machine = Machine::new(1);
        let (adapter, _) = start(&machine, "all", FOUR, move |event| unsafe {
            if event.role == Role::HwAdapterControl && event.number as i32 == control {
                let mut bytes = [0u8; 4];
                let (kind, place) = (PCIConfiguration as u32, bytes.as_mut_ptr().cast());
                StorPortGetBusData(event.device, kind, 0, 0, place, 4);
            }
            None
        });
        adapter.stop().unwrap();
        adapter.restart().unwrap();
        let report = end(machine);
        let mut found = report.violations_of(Rule::WrongCallback);
        assert!(
            found.any(|found| found.message.contains("is called for Scsi")),
            "{report}"
        );
    }
}

#[test]
fn a_pending_interrupt_gets_in_during_a_stall() {
    for seed in 0..30 {
        let machine = Machine::new(seed);
        let (adapter, _) = start(&machine, "line", InterruptResources::Line, |event| unsafe {
            let extension = event.extension();
            match event.role {
                Role::HwInterrupt => extension.finished += 1,
                Role::HwStartIo if event.is_write() => {
                    extension.finished = 0;
                    let before = extension.next;
                    physical::submit(event.device, event.srb);
                    // The device takes 8 microseconds for what was not busy.
                    StorPortStallExecution(20);
                    assert!(
                        extension.finished != 0 || extension.next == before,
                        "it was interrupted"
                    );
                    return Some(1);
                }
                _ => {}
            }
            None
        });
        write_all(&adapter, 1);
        end(machine);
    }
}

#[test]
fn a_stall_lets_the_device_work() {
    let machine = Machine::new(1);
    start(&machine, "line", InterruptResources::None, |event| {
        if event.role == Role::HwPassiveInitialize {
            unsafe {
                let extension = event.extension();
                // A command without data, in the memory of the last ring: zeros are one.
                let command = extension.rings.add(3 * 64);
                let mut length = 0;
                let address = StorPortGetPhysicalAddress(
                    event.device,
                    null_mut(),
                    command.cast(),
                    &raw mut length,
                );
                let status = extension.registers.add(toy::STATUS as usize).cast();
                physical::ring(event.device, 0, address.QuadPart as u64);
                assert_eq!(StorPortReadRegisterUlong(event.device, status), 0);
                StorPortStallExecution(10);
                assert_eq!(StorPortReadRegisterUlong(event.device, status), 1);
                StorPortWriteRegisterUlong(event.device, status, 1);
            }
        }
        None
    });
    end(machine).assert_clean();
}
