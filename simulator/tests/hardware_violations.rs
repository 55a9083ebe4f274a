//! Physical miniports that do one thing wrong: each is seen, by its rule and its callback.
#![allow(
    missing_docs,
    non_upper_case_globals,
    clippy::pedantic,
    clippy::undocumented_unsafe_blocks,
    reason = "the drivers are written as in C"
)]

#[path = "raw/physical.rs"]
#[allow(dead_code)]
mod physical;
#[path = "raw/toy.rs"]
#[allow(dead_code)]
mod toy;

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{
    AdapterOptions, InterruptResources, LoadError, Machine, MachineBuilder, Report, Role, Rule,
};
use physical::{CHANGE, Event, HOOK};
use toy::Toy;

/// Runs the driver with a hook: a write, a read, the end. Errors are no failure here.
fn run_on(
    machine: MachineBuilder,
    mode: &str,
    hook: impl Fn(&Event) -> Option<u32> + 'static,
) -> Report {
    HOOK.set(Some(Rc::new(hook)));
    let machine = machine.build();
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = Toy::new(1 << 20);
    let options = AdapterOptions::from(mode)
        .interrupts(InterruptResources::Messages(4))
        .timeout(3);
    if let Ok(adapter) = machine.add_pci_adapter(&driver, device, options) {
        for disk in adapter.disks() {
            let _ = disk.write(7, &[0x5A; 1024]);
            let _ = disk.read(7, &mut [0; 1024]);
        }
        machine.run();
        machine.advance(Duration::from_secs(1));
    }
    let report = machine.shutdown();
    HOOK.set(None);
    CHANGE.set(None);
    report
}

#[track_caller]
fn expect(
    rule: Rule,
    role: impl Into<Option<Role>>,
    mode: &str,
    hook: impl Fn(&Event) -> Option<u32> + Clone + 'static,
) {
    let role = role.into();
    for seed in 1..=3 {
        let report = run_on(Machine::builder(seed), mode, hook.clone());
        let mut found = report.violations_of(rule);
        assert!(
            found.any(|violation| violation.role == role),
            "{rule} by {role:?} is not in the report\n{report}"
        );
        assert!(report.violations.len() <= 3, "{report}");
    }
}

/// Does `deed` in every call of a callback, then goes on.
fn within(
    role: Role,
    deed: impl Fn(&Event) + Clone + 'static,
) -> impl Fn(&Event) -> Option<u32> + Clone + 'static {
    move |event| {
        if event.role == role {
            deed(event);
        }
        None
    }
}

fn long(event: &Event, offset: usize) -> u32 {
    unsafe {
        StorPortReadRegisterUlong(event.device, event.extension().registers.add(offset).cast())
    }
}

#[test]
fn nothing_wrong_is_nothing_reported() {
    for mode in ["line", "all", "per"] {
        for seed in 0..5 {
            run_on(Machine::builder(seed), mode, |_| None).assert_clean();
        }
    }
}

#[test]
fn registers_outside_of_what_is_mapped() {
    let read = |offset: usize| {
        within(Role::StartIo, move |event| {
            long(event, offset);
        })
    };
    expect(Rule::RegisterAccess, Role::StartIo, "line", read(0x2000));
    expect(Rule::RegisterAccess, Role::StartIo, "line", read(0x1FFE));
    expect(Rule::RegisterAccess, Role::StartIo, "line", read(0x9));
    // A port in memory space, memory that is no register, and what was unmapped.
    expect(Rule::RegisterAccess, Role::StartIo, "line", |event| {
        if event.role == Role::StartIo {
            unsafe { StorPortReadPortUlong(event.device, event.extension().registers.cast()) };
        }
        None
    });
    expect(Rule::RegisterAccess, Role::StartIo, "line", |event| {
        if event.role == Role::StartIo {
            unsafe { StorPortReadRegisterUlong(event.device, event.device.cast()) };
        }
        None
    });
    expect(Rule::RegisterAccess, Role::FindAdapter, "line", |event| {
        if event.role == Role::FindAdapter {
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
    expect(
        Rule::DeviceBase,
        Role::FindAdapter,
        "line",
        |event| unsafe {
            if event.role == Role::FindAdapter {
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
            }
            None
        },
    );
    let free = |event: &Event| unsafe {
        StorPortFreeDeviceBase(event.device, event.extension().registers.cast());
    };
    expect(
        Rule::WrongCallback,
        Role::PassiveInitialize,
        "line",
        within(Role::PassiveInitialize, free),
    );
    expect(Rule::DeviceBase, Role::FindAdapter, "line", move |event| {
        if event.role == Role::FindAdapter {
            free(event);
            free(event);
            return Some(SP_RETURN_ERROR);
        }
        None
    });
}

#[test]
fn uncached_extensions() {
    expect(
        Rule::UncachedExtension,
        Role::FindAdapter,
        "line",
        within(Role::FindAdapter, |event| unsafe {
            (*event.config).Master = FALSE;
        }),
    );
    expect(
        Rule::UncachedExtension,
        Role::FindAdapter,
        "line",
        within(Role::FindAdapter, |event| unsafe {
            StorPortGetUncachedExtension(event.device, event.config, 4096);
        }),
    );
    // The size of SRB extensions is changed after: the test holds the configuration for that.
    expect(Rule::UncachedExtension, None, "line", |event| unsafe {
        if event.role == Role::FindAdapter {
            StorPortGetUncachedExtension(event.device, event.config, 4096);
            (*event.config).SrbExtensionSize = 8192;
            return Some(SP_RETURN_FOUND);
        }
        (event.role == Role::Initialize).then_some(0)
    });
    let config: Rc<Cell<PPORT_CONFIGURATION_INFORMATION>> = Rc::new(Cell::new(null_mut()));
    expect(
        Rule::WrongCallback,
        Role::StartIo,
        "line",
        move |event| unsafe {
            if event.role == Role::FindAdapter {
                config.set(event.config);
            }
            if event.role == Role::StartIo {
                StorPortGetUncachedExtension(event.device, null_mut(), 4096);
            }
            None
        },
    );
}

#[test]
fn locks_of_messages() {
    let take = |message| {
        within(Role::StartIo, move |event: &Event| unsafe {
            let mut irql = 0;
            if StorPortAcquireMSISpinLock(event.device, message, &raw mut irql)
                == STOR_STATUS_SUCCESS
            {
                StorPortReleaseMSISpinLock(event.device, message, irql);
            }
        })
    };
    run_on(Machine::builder(1), "per", take(3)).assert_clean();
    expect(Rule::MessageLock, Role::StartIo, "all", take(0));
    expect(Rule::MessageLock, Role::StartIo, "line", take(0));
    expect(Rule::MessageLock, Role::StartIo, "per", take(4));
    expect(
        Rule::LockNotHeld,
        Role::StartIo,
        "per",
        within(Role::StartIo, |event| unsafe {
            StorPortReleaseMSISpinLock(event.device, 1, 0);
        }),
    );
    expect(
        Rule::LockNotReleased,
        Role::StartIo,
        "per",
        within(Role::StartIo, |event| unsafe {
            let mut irql = 0;
            StorPortAcquireMSISpinLock(event.device, 1, &raw mut irql);
        }),
    );
    // The interrupt lock is all message locks, so that one of them is held here.
    expect(
        Rule::LockTwice,
        Role::StartIo,
        "per",
        within(Role::StartIo, |event| unsafe {
            let mut irql = 0;
            StorPortAcquireMSISpinLock(event.device, 1, &raw mut irql);
            let mut handle: STOR_LOCK_HANDLE = std::mem::zeroed();
            StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut handle);
            StorPortReleaseMSISpinLock(event.device, 1, irql);
        }),
    );
}

#[test]
fn a_handler_that_takes_too_long() {
    let slow = |event: &Event| {
        for _ in 0..100 {
            long(event, 0);
        }
    };
    expect(
        Rule::TimeBudget,
        Role::Interrupt,
        "line",
        within(Role::Interrupt, slow),
    );
    expect(
        Rule::TimeBudget,
        Role::MessageInterrupt,
        "all",
        within(Role::MessageInterrupt, slow),
    );
    // 80 reads are within 50 microseconds.
    let quick = |event: &Event| {
        for _ in 0..80 {
            long(event, 0);
        }
    };
    run_on(
        Machine::builder(1),
        "all",
        within(Role::MessageInterrupt, quick),
    )
    .assert_clean();
}

#[test]
fn a_line_that_nobody_lowers() {
    for answer in [0, 1] {
        expect(Rule::InterruptStorm, None, "line", move |event| {
            (event.role == Role::Interrupt).then_some(answer)
        });
    }
}

#[test]
fn requests_that_the_device_still_uses() {
    // Completed while the device has it: the device finds its memory closed.
    expect(Rule::DeviceMemory, None, "all", |event| unsafe {
        if event.role == Role::StartIo {
            physical::submit(event.device, event.srb);
            if (*event.srb).SrbStatus == SRB_STATUS_PENDING {
                (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
                notify_request_complete(event.device, event.srb);
            }
            return Some(1);
        }
        (event.role == Role::Dpc).then_some(0)
    });
}

#[test]
fn data_that_the_device_must_not_write() {
    // The device is told to read the medium into what is to be written to it.
    expect(Rule::DeviceMemory, None, "all", |event| unsafe {
        if event.role == Role::StartIo && event.is_write() {
            (*event.srb).SrbExtension.cast::<u32>().write(1);
        }
        None
    });
    // A command in memory that no device may reach.
    expect(Rule::DeviceMemory, None, "all", |event| {
        if event.role == Role::StartIo && event.is_write() {
            unsafe { physical::ring(event.device, 0, 0x1234_5000) };
        }
        None
    });
}

#[test]
fn a_device_that_works_on_after_its_adapter() {
    expect(Rule::DeviceMemory, None, "line", |event| unsafe {
        if event.role == Role::AdapterControl && event.number == ScsiStopAdapter as u32 {
            let ring = event.extension().rings.add(192);
            let mut length = 0;
            let address =
                StorPortGetPhysicalAddress(event.device, null_mut(), ring.cast(), &raw mut length);
            physical::ring(event.device, 0, address.QuadPart as u64);
        }
        None
    });
}

#[test]
fn the_bus_after_the_adapter_was_found() {
    expect(
        Rule::WrongCallback,
        Role::StartIo,
        "line",
        within(Role::StartIo, |event| unsafe {
            let mut id = [0u8; 4];
            StorPortGetBusData(event.device, 4, 1, 0, id.as_mut_ptr().cast(), 4);
        }),
    );
    expect(
        Rule::WrongCallback,
        Role::PassiveInitialize,
        "line",
        within(Role::PassiveInitialize, |event| unsafe {
            let at = PHYSICAL_ADDRESS { QuadPart: 0 };
            StorPortGetDeviceBase(event.device, PCIBus, 1, at, 4096, FALSE);
        }),
    );
}

#[test]
fn what_is_written_behind_the_uncached_extension() {
    expect(Rule::Overrun, None, "line", |event| unsafe {
        if event.role == Role::PassiveInitialize {
            let end = event.extension().rings.add(4 * toy::ENTRIES as usize);
            end.cast::<u8>().write(0);
        }
        None
    });
}

#[test]
fn a_request_that_build_io_keeps() {
    expect(Rule::LostRequest, None, "line", |event| {
        (event.role == Role::BuildIo && event.is_write()).then_some(0)
    });
}

#[test]
fn performance_options() {
    expect(
        Rule::WrongCallback,
        Role::StartIo,
        "all",
        within(Role::StartIo, |event| unsafe {
            let mut data: PERF_CONFIGURATION_DATA = std::mem::zeroed();
            data.Version = STOR_PERF_VERSION_5;
            data.Size = size_of_val(&data) as u32;
            StorPortInitializePerfOpts(event.device, TRUE, &raw mut data);
        }),
    );
    expect(
        Rule::BadParameter,
        Role::PassiveInitialize,
        "all",
        within(Role::PassiveInitialize, |event| unsafe {
            StorPortInitializePerfOpts(event.device, TRUE, null_mut());
        }),
    );
}

#[test]
fn a_wait_for_what_never_comes() {
    let report = run_on(Machine::builder(1), "line", |event| {
        while event.role == Role::PassiveInitialize && long(event, 0) != 1 {}
        None
    });
    assert_eq!(report.violations_of(Rule::Livelock).count(), 1, "{report}");
}

#[test]
fn a_line_without_a_handler() {
    CHANGE.set(Some(Rc::new(|data| data.HwInterrupt = None)));
    let report = run_on(Machine::builder(1), "line", |_| None);
    let found = report.violations_of(Rule::BadConfiguration).count();
    assert_eq!(found, 1, "{report}");
}

#[test]
fn a_device_that_is_another() {
    let machine = Machine::new(1);
    let driver = machine.load(physical::entry).unwrap();
    let (other, _) = miniport_sim::device::nvme::Nvme::builder().build();
    let error = machine
        .add_pci_adapter(&driver, other, "line")
        .map(drop)
        .unwrap_err();
    assert_eq!(error, LoadError::AdapterNotFound { returned: 0 });
    machine.shutdown().assert_clean();
}
