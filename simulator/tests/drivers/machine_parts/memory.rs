//! Memory for the device, configuration space, and stalls.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{InterruptResources, Machine, Role};

use super::{FOUR, end, start};
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
