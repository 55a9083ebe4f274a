//! Routines where they must not be called, callbacks that take too long, and the end of it all.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, IoError, Machine, Role, Rule, SrbForm};

use super::{expect_in_dpc, expect_in_work, expect_once, in_dpc, once, with_dpc};
use crate::raw::misdeed::{dpc, expect, passive, run_on, start, start_with};
use crate::raw::ramdisk;

#[test]
fn routines_from_the_wrong_callback() {
    expect_once(Rule::WrongCallback, Role::HwStartIo, |event| unsafe {
        StorPortEnablePassiveInitialization(event.device, Some(passive));
    });
    expect(Rule::WrongCallback, Role::HwInitialize, |event| unsafe {
        if event.role == Role::HwInitialize {
            StorPortInitializeDpc(event.device, &raw mut event.extension().dpc, Some(dpc));
        }
        event.proceed()
    });
    expect_in_work(Rule::WrongCallback, |event| unsafe {
        let mut data = ramdisk::initialization_data();
        assert_ne!(
            StorPortInitialize(event.device, null_mut(), &raw mut data, null_mut()),
            0
        );
        let address = STOR_PHYSICAL_ADDRESS { QuadPart: 0 };
        assert!(StorPortGetDeviceBase(event.device, Internal, 0, address, 16, FALSE).is_null());
    });
}

#[test]
fn passive_initialisation_on_a_restart() {
    let machine = Machine::new(1);
    let adapter = start_with(
        &machine,
        AdapterOptions::new(),
        |data| data.HwAdapterControl = Some(no_control),
        |event| with_dpc(event).unwrap_or_else(|| event.proceed()),
    )
    .unwrap();
    assert!(adapter.stop().unwrap());
    adapter.restart().unwrap();
    let report = machine.shutdown();
    let found: Vec<_> = report.violations_of(Rule::WrongCallback).collect();
    assert!(
        found.len() == 1 && found[0].role == Some(Role::HwInitialize),
        "{report}"
    );
}

unsafe extern "system" fn no_control(_: PVOID, _: i32, _: PVOID) -> i32 {
    ScsiAdapterControlUnsuccessful
}

#[test]
fn start_io_that_waits() {
    expect_once(Rule::WaitInStartIo, Role::HwStartIo, |_| unsafe {
        StorPortStallExecution(10)
    });
}

#[test]
fn start_io_that_allocates_pool_breaks_nothing() {
    let allocates = once(|event| unsafe {
        let mut pool = null_mut();
        let status = StorPortAllocatePool(event.device, 100, 0, &raw mut pool);
        assert_eq!(status, STOR_STATUS_SUCCESS);
        StorPortFreePool(event.device, pool);
    });
    run_on(Machine::builder(1), allocates).assert_clean();
}

#[test]
fn a_long_stall() {
    expect_in_work(Rule::Stall, |_| unsafe { StorPortStallExecution(100_001) });
    expect_in_dpc(Rule::Stall, Role::HwDpc, |_| {
        for _ in 0..3 {
            unsafe { StorPortStallExecution(50_000) };
        }
    });
}

#[test]
fn a_bug_check_stops_the_machine() {
    expect_once(Rule::BugCheck, Role::HwStartIo, |_| unsafe {
        KeBugCheckEx(0xE0DE, 1, 2, 3, 4)
    });
    let machine = Machine::builder(1)
        .decode_bug_checks(|code, [p1, ..]| (code == 0xE0DE).then(|| format!("rule {p1}")))
        .build();
    let options = AdapterOptions::new().srb_form(SrbForm::Scsi);
    let adapter = start(
        &machine,
        options,
        once(|_| unsafe { KeBugCheckEx(0xE0DE, 17, 2, 3, 4) }),
    )
    .unwrap();
    assert_eq!(adapter.disks()[0].write(0, &[0; 512]), Err(IoError::Halted));
    assert_eq!(adapter.disks()[0].flush(), Err(IoError::Halted));
    assert!(machine.is_halted());
    let report = machine.shutdown();
    assert!(
        report.violations.len() == 1 && report.violations[0].message.ends_with(": rule 17"),
        "{report}"
    );
}

#[test]
fn a_driver_that_never_rests() {
    let report = run_on(
        Machine::builder(1).patience(10_000),
        in_dpc(|event| {
            event.issue_dpc();
        }),
    );
    assert_eq!(report.violations_of(Rule::Livelock).count(), 1, "{report}");
}

#[test]
fn what_is_not_supported_is_said_once() {
    let report = run_on(Machine::builder(1), |event| unsafe {
        if event.role == Role::HwStartIo {
            assert_eq!(
                StorPortGetD3ColdSupport(event.device, null_mut(), null_mut()),
                STOR_STATUS_NOT_IMPLEMENTED
            );
        }
        event.proceed()
    });
    report.assert_clean();
    assert_eq!(
        report.unsupported.iter().copied().collect::<Vec<_>>(),
        ["StorPortGetD3ColdSupport"]
    );
    assert!(report.to_string().contains("not supported"));
}
