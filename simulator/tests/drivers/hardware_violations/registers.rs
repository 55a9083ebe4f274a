//! Registers, device bases and uncached extensions.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{Machine, Role, Rule};

use super::{expect, expect_within, long, within};
use crate::raw::physical::{self, Event, HOOK};
use crate::raw::toy;

#[test]
fn registers_outside_of_what_is_mapped() {
    let read = |offset: usize| {
        within(Role::HwStartIo, move |event| {
            long(event, offset);
        })
    };
    expect(Rule::RegisterAccess, Role::HwStartIo, "line", read(0x2000));
    expect(Rule::RegisterAccess, Role::HwStartIo, "line", read(0x1FFE));
    expect(Rule::RegisterAccess, Role::HwStartIo, "line", read(0x9));
    // A port in memory space, memory that is no register, and what was unmapped.
    expect_within(Rule::RegisterAccess, Role::HwStartIo, "line", |event| {
        unsafe { StorPortReadPortUlong(event.device, event.extension().registers.cast()) };
    });
    expect_within(Rule::RegisterAccess, Role::HwStartIo, "line", |event| {
        unsafe { StorPortReadRegisterUlong(event.device, event.device.cast()) };
    });
    expect(Rule::RegisterAccess, Role::HwFindAdapter, "line", |event| {
        if event.role == Role::HwFindAdapter {
            unsafe {
                StorPortFreeDeviceBase(event.device, event.extension().registers.cast());
            }
            long(event, 0);
            return Some(SP_RETURN_ERROR);
        }
        None
    });
}

#[test]
fn device_bases() {
    expect_within(
        Rule::DeviceBase,
        Role::HwFindAdapter,
        "line",
        |event| unsafe {
            let mut range = *(*event.config).AccessRanges;
            range.RangeStart.QuadPart += 0x1000;
            let base = StorPortGetDeviceBase(
                event.device,
                PCIBus,
                (*event.config).SystemIoBusNumber,
                range.RangeStart,
                range.RangeLength,
                FALSE,
            );
            assert!(base.is_null());
        },
    );
    let free = |event: &Event| unsafe {
        StorPortFreeDeviceBase(event.device, event.extension().registers.cast());
    };
    expect_within(Rule::WrongCallback, Role::HwPassiveInitialize, "line", free);
    expect(
        Rule::DeviceBase,
        Role::HwFindAdapter,
        "line",
        move |event| {
            if event.role == Role::HwFindAdapter {
                free(event);
                free(event);
                return Some(SP_RETURN_ERROR);
            }
            None
        },
    );
}

#[test]
fn uncached_extensions() {
    expect_within(
        Rule::UncachedExtension,
        Role::HwFindAdapter,
        "line",
        |event| unsafe {
            (*event.config).Master = FALSE;
        },
    );
    expect_within(
        Rule::UncachedExtension,
        Role::HwFindAdapter,
        "line",
        |event| unsafe {
            StorPortGetUncachedExtension(event.device, event.config, 4096);
            StorPortGetUncachedExtension(event.device, event.config, 8192);
        },
    );
    // By the limits Storport knows how much memory an adapter needs.
    for unset in [0, 1] {
        expect_within(
            Rule::UncachedExtension,
            Role::HwFindAdapter,
            "line",
            move |event| unsafe {
                let limits = [
                    &raw mut (*event.config).MaximumTransferLength,
                    &raw mut (*event.config).NumberOfPhysicalBreaks,
                ];
                let limit = limits[unset].replace(u32::MAX);
                StorPortGetUncachedExtension(event.device, event.config, 4096);
                limits[unset].write(limit);
            },
        );
    }
    // The size of SRB extensions is changed after: the test holds the configuration for that.
    expect(Rule::UncachedExtension, None, "line", |event| unsafe {
        if event.role == Role::HwFindAdapter {
            StorPortGetUncachedExtension(event.device, event.config, 4096);
            (*event.config).SrbExtensionSize = 8192;
            return Some(SP_RETURN_FOUND);
        }
        (event.role == Role::HwInitialize).then_some(0)
    });
    let config: Rc<Cell<PPORT_CONFIGURATION_INFORMATION>> = Rc::new(Cell::new(null_mut()));
    expect(
        Rule::WrongCallback,
        Role::HwStartIo,
        "line",
        move |event| unsafe {
            if event.role == Role::HwFindAdapter {
                config.set(event.config);
            }
            if event.role == Role::HwStartIo {
                StorPortGetUncachedExtension(event.device, null_mut(), 4096);
            }
            None
        },
    );
}

#[test]
fn what_is_written_behind_the_uncached_extension() {
    expect(Rule::Overrun, None, "line", |event| unsafe {
        if event.role == Role::HwPassiveInitialize {
            let end = event.extension().rings.add(4 * toy::ENTRIES as usize);
            end.cast::<u8>().write(0);
        }
        None
    });
}

/// "If the HBA was … stopped for PnP resource reconfiguration, the Storport driver releases resources": what was mapped is no more.
#[test]
fn registers_that_were_mapped_before_a_stop_for_other_resources() {
    for keeps in [false, true] {
        let old = Rc::new(Cell::new(null_mut::<u8>()));
        let machine = Machine::new(1);
        HOOK.set(Some(Rc::new(move |event| {
            if event.role == Role::HwFindAdapter && old.get().is_null() {
                old.set(event.extension().registers);
            } else if event.role == Role::HwStartIo && keeps {
                event.extension().registers = old.get();
            }
            None
        })));
        let driver = machine.load(physical::entry).unwrap();
        let (device, _) = toy::Toy::new(1 << 20);
        let adapter = machine.add_pci_adapter(&driver, device, "line").unwrap();
        machine.tolerate_resets();
        adapter.disks()[0].write(0, &[1; 512]).unwrap();
        adapter.rebalance().unwrap();
        let _ = adapter.disks()[0].test_unit_ready();
        let _ = adapter.disks()[0].write(0, &[2; 512]);
        let report = machine.shutdown();
        HOOK.set(None);
        let found = report.violations_of(Rule::RegisterAccess).count();
        assert_eq!(found != 0, keeps, "{report}");
    }
}

/// The extension of a request is as long as find-adapter says in the end.
#[test]
fn a_request_extension_that_find_adapter_makes_shorter() {
    expect(Rule::Overrun, None, "line", |event| {
        if event.role == Role::HwFindAdapter {
            // The last piece of the list of a command has no room any more.
            unsafe { (*event.config).SrbExtensionSize -= 16 };
        }
        if event.role == Role::HwStartIo && event.is_write() {
            let size = physical::COMMAND;
            unsafe {
                (*event.srb)
                    .SrbExtension
                    .cast::<u8>()
                    .add(size - 1)
                    .write(1)
            };
        }
        None
    });
}
