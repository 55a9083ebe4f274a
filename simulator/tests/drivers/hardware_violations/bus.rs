//! The bus, performance options, and a device that is another.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{LoadError, Machine, Role, Rule};

use super::{expect_within, long, run_on, within};
use crate::raw::physical;

#[test]
fn the_bus_after_the_adapter_was_found() {
    expect_within(
        Rule::WrongCallback,
        Role::HwStartIo,
        "line",
        |event| unsafe {
            let mut id = [0u8; 4];
            StorPortGetBusData(event.device, 4, 1, 0, id.as_mut_ptr().cast(), 4);
        },
    );
    expect_within(
        Rule::WrongCallback,
        Role::HwPassiveInitialize,
        "line",
        |event| unsafe {
            let at = PHYSICAL_ADDRESS { QuadPart: 0 };
            StorPortGetDeviceBase(event.device, PCIBus, 1, at, 4096, FALSE);
        },
    );
}

#[test]
fn performance_options() {
    expect_within(
        Rule::WrongCallback,
        Role::HwStartIo,
        "all",
        |event| unsafe {
            let mut data = physical::performance(0);
            StorPortInitializePerfOpts(event.device, TRUE, &raw mut data);
        },
    );
    expect_within(
        Rule::BadParameter,
        Role::HwPassiveInitialize,
        "all",
        |event| unsafe {
            StorPortInitializePerfOpts(event.device, TRUE, null_mut());
        },
    );
}

/// What performance options are answered with, and what the report says of them.
fn turned_on(change: fn(&mut PERF_CONFIGURATION_DATA)) -> (u32, usize) {
    let answer = Rc::new(Cell::new(0));
    let kept = Rc::clone(&answer);
    let hook = within(Role::HwPassiveInitialize, move |event| unsafe {
        let mut data = physical::performance(STOR_PERF_INTERRUPT_MESSAGE_RANGES);
        data.LastRedirectionMessageNumber = 3;
        change(&mut data);
        kept.set(StorPortInitializePerfOpts(
            event.device,
            FALSE,
            &raw mut data,
        ));
    });
    let report = run_on(Machine::builder(1), "all", hook);
    (
        answer.get(),
        report.violations_of(Rule::BadParameter).count(),
    )
}

#[test]
fn performance_options_that_there_are_not() {
    // There are four messages.
    assert_eq!(turned_on(|_| {}), (STOR_STATUS_SUCCESS, 0));
    let beyond = turned_on(|data| data.LastRedirectionMessageNumber = 4);
    assert_eq!(beyond, (STOR_STATUS_INVALID_PARAMETER, 0));
    let reversed = turned_on(|data| data.FirstRedirectionMessageNumber = 4);
    assert_eq!(reversed, (STOR_STATUS_INVALID_PARAMETER, 0));
    let unknown = turned_on(|data| data.Flags |= 1 << 30);
    assert_eq!(unknown, (STOR_STATUS_INVALID_PARAMETER, 1));
    let none = turned_on(|data| data.Flags |= STOR_PERF_CONCURRENT_CHANNELS);
    assert_eq!(none, (STOR_STATUS_INVALID_PARAMETER, 1));
}

/// Page `nf-storport-storportinitializeperfopts`: of an earlier version, as long as that was, and none that is not known.
#[test]
fn performance_options_of_other_versions() {
    // Without MessageTargets and DeviceNode.
    const SHORT: u32 = std::mem::offset_of!(PERF_CONFIGURATION_DATA, MessageTargets) as u32;
    let version = |version, size| {
        let answer = Rc::new(Cell::new(0));
        let kept = Rc::clone(&answer);
        let hook = within(Role::HwPassiveInitialize, move |event| unsafe {
            let mut data = physical::performance(0);
            (data.Version, data.Size) = (version, size);
            let place = &raw mut data;
            kept.set(StorPortInitializePerfOpts(event.device, TRUE, place));
        });
        run_on(Machine::builder(1), "all", hook).assert_clean();
        answer.get()
    };
    assert_eq!(version(1, SHORT), STOR_STATUS_SUCCESS);
    assert_eq!(version(STOR_PERF_VERSION_5, SHORT), STOR_STATUS_SUCCESS);
    for (unknown, size) in [(0, SHORT), (STOR_PERF_VERSION_5 + 1, SHORT), (1, SHORT - 1)] {
        assert_eq!(version(unknown, size), STOR_STATUS_UNSUPPORTED_VERSION);
    }
}

#[test]
fn a_wait_for_what_never_comes() {
    let report = run_on(Machine::builder(1), "line", |event| {
        while event.role == Role::HwPassiveInitialize && long(event, 0) != 1 {}
        None
    });
    assert_eq!(report.violations_of(Rule::Livelock).count(), 1, "{report}");
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
