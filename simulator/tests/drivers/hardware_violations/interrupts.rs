//! Locks of messages, handlers and lines.

use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, InterruptResources, Machine, Report, Role, Rule};

use super::{expect, expect_within, long, run_on, within};
use crate::raw::physical;
use crate::raw::physical::{CHANGE, Event, HOOK};
use crate::raw::toy::{STATUS, Toy};

#[test]
fn locks_of_messages() {
    let take = |message| {
        within(Role::HwStartIo, move |event: &Event| unsafe {
            let mut irql = 0;
            if StorPortAcquireMSISpinLock(event.device, message, &raw mut irql)
                == STOR_STATUS_SUCCESS
            {
                StorPortReleaseMSISpinLock(event.device, message, irql);
            }
        })
    };
    run_on(Machine::builder(1), "per", take(3)).assert_clean();
    expect(Rule::MessageLock, Role::HwStartIo, "all", take(0));
    expect(Rule::MessageLock, Role::HwStartIo, "line", take(0));
    expect(Rule::MessageLock, Role::HwStartIo, "per", take(4));
    expect_within(Rule::LockNotHeld, Role::HwStartIo, "per", |event| unsafe {
        StorPortReleaseMSISpinLock(event.device, 1, 0);
    });
    expect_within(
        Rule::LockNotReleased,
        Role::HwStartIo,
        "per",
        |event| unsafe {
            let mut irql = 0;
            StorPortAcquireMSISpinLock(event.device, 1, &raw mut irql);
        },
    );
    // The interrupt lock is all message locks, so that one of them is held here.
    expect_within(Rule::LockTwice, Role::HwStartIo, "per", |event| unsafe {
        let mut irql = 0;
        StorPortAcquireMSISpinLock(event.device, 1, &raw mut irql);
        let mut handle: STOR_LOCK_HANDLE = std::mem::zeroed();
        StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut handle);
        StorPortReleaseMSISpinLock(event.device, 1, irql);
    });
}

#[test]
fn a_handler_that_takes_too_long() {
    let slow = |event: &Event| {
        for _ in 0..100 {
            long(event, 0);
        }
    };
    expect_within(Rule::TimeBudget, Role::HwInterrupt, "line", slow);
    expect_within(
        Rule::TimeBudget,
        Role::HwMessageSignaledInterrupt,
        "all",
        slow,
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
        within(Role::HwMessageSignaledInterrupt, quick),
    )
    .assert_clean();
}

#[test]
fn a_line_that_nobody_lowers() {
    for answer in [0, 1] {
        let hook = move |event: &Event| (event.role == Role::HwInterrupt).then_some(answer);
        expect(Rule::InterruptStorm, Role::HwInterrupt, "line", hook);
        // The first of them is reported, with what the device says.
        let report = run_on(Machine::builder(1), "line", hook);
        let found = report.violations_of(Rule::InterruptStorm).next().unwrap();
        let view = "drives its line, and its status register says that it interrupts";
        assert!(found.message.contains(view), "{report}");
        assert!(found.time < std::time::Duration::from_millis(1), "{report}");
    }
}

#[test]
fn a_line_that_is_lowered_and_denied() {
    let denies = |event: &Event| unsafe {
        if event.role != Role::HwInterrupt {
            return None;
        }
        let register = event
            .extension()
            .registers
            .add(STATUS as usize)
            .cast::<u32>();
        let status = StorPortReadRegisterUlong(event.device, register);
        if status != 0 {
            StorPortWriteRegisterUlong(event.device, register, status);
            StorPortIssueDpc(
                event.device,
                &raw mut event.extension().dpcs[0],
                null_mut(),
                null_mut(),
            );
        }
        Some(0)
    };
    expect(Rule::InterruptDenied, Role::HwInterrupt, "line", denies);
}

#[test]
fn a_line_without_a_handler() {
    // Every physical miniport has one, and here it would be called.
    for (mode, mistakes) in [("all", 1), ("line", 2)] {
        CHANGE.set(Some(Rc::new(|data| data.HwInterrupt = None)));
        let report = run_on(Machine::builder(1), mode, |_| None);
        let found = report.violations_of(Rule::BadConfiguration).count();
        assert_eq!(found, mistakes, "{report}");
    }
}

/// Runs the driver on a line that it shares, with so many reads.
fn on_a_shared_line(seed: u64, hook: impl Fn(&Event) -> Option<u32> + 'static) -> Report {
    HOOK.set(Some(Rc::new(hook)));
    let machine = Machine::new(seed);
    let driver = machine.load(physical::entry).unwrap();
    let (device, _) = Toy::new(1 << 20);
    let options = AdapterOptions::from("line").interrupts(InterruptResources::SharedLine);
    let adapter = machine.add_pci_adapter(&driver, device, options).unwrap();
    for _ in 0..60 {
        adapter.disks()[0].read(7, &mut [0; 1024]).unwrap();
    }
    let report = machine.shutdown();
    HOOK.set(None);
    report
}

#[test]
fn a_line_of_another_device_that_is_claimed() {
    let status = |event: &Event| unsafe {
        let register = event.extension().registers.add(STATUS as usize);
        StorPortReadRegisterUlong(event.device, register.cast())
    };
    // Does the driver's own work where there is some, and answers TRUE in any case: at once where it has never been asked for anything, or
    // when it has looked at its device.
    let claims = |looks: bool| {
        move |event: &Event| {
            let is_idle = if looks {
                event.role == Role::HwInterrupt && status(event) == 0
            } else {
                event.role == Role::HwInterrupt && event.extension().next == 0
            };
            is_idle.then_some(1)
        }
    };
    for seed in 1..=3 {
        for looks in [false, true] {
            let report = on_a_shared_line(seed, claims(looks));
            let found: Vec<_> = report.violations_of(Rule::InterruptClaimed).collect();
            assert!(
                found.len() == 1 && found[0].role == Some(Role::HwInterrupt),
                "{report}"
            );
        }
        on_a_shared_line(seed, |_| None).assert_clean();
    }
}
