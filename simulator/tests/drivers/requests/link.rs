//! What pauses an adapter, and at which IRQLs a virtual miniport gets its requests.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{Adapter, Disk, Machine, Role, Rule};

use super::scsi;
use crate::raw::misdeed::{Event, start, timer};

/// Writes once, then again, and how long the second one took: the hook has paused the adapter at the first.
fn second_write(machine: &Machine, disk: &Disk) -> Duration {
    disk.write(0, &[1; 512]).unwrap();
    let before = machine.now();
    disk.write(1, &[2; 512]).unwrap();
    machine.now() - before
}

/// Starts the driver with something that it does at its first write.
fn at_first_write(machine: &Machine, deed: impl Fn(&Event<'_>) + 'static) -> Adapter {
    start(machine, scsi(), move |event| {
        let extension = event.extension();
        if event.is_write() && std::mem::replace(&mut extension.count, 1) == 0 {
            deed(event);
        }
        if event.role == Role::HwTimer {
            unsafe { notify_link_up(event.device) };
        }
        event.proceed()
    })
    .unwrap()
}

#[test]
fn a_link_that_is_down_pauses_the_adapter_until_it_is_up() {
    for seed in 0..10 {
        let machine = Machine::new(seed);
        let adapter = at_first_write(&machine, |event| unsafe {
            notify_link_down(event.device);
            notify_request_timer_call(event.device, Some(timer), 3_000_000);
        });
        let passed = second_write(&machine, &adapter.disks()[0]);
        assert!(passed >= Duration::from_millis(2_900), "{passed:?}");
        assert!(passed < Duration::from_secs(4), "{passed:?}");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_link_that_stays_down_pauses_the_adapter_for_half_a_minute() {
    for seed in 0..10 {
        let machine = Machine::new(seed);
        let adapter = at_first_write(&machine, |event| unsafe {
            notify_link_down(event.device);
        });
        let passed = second_write(&machine, &adapter.disks()[0]).as_secs();
        assert!((29..32).contains(&passed), "{passed}");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn requests_may_be_late_or_not_while_the_link_is_down() {
    let mut late = 0;
    for seed in 0..20 {
        let machine = Machine::new(seed);
        machine.tolerate_resets();
        // The first write stays with the driver until the link is up again.
        let adapter = start(&machine, scsi().timeout(5), |event| unsafe {
            let extension = event.extension();
            if event.is_write() && std::mem::replace(&mut extension.count, 1) == 0 {
                notify_link_down(event.device);
                extension.kept = event.srb;
                notify_request_timer_call(event.device, Some(timer), 8_000_000);
                return 1;
            }
            let ends = event.role == Role::HwTimer || event.role == Role::HwResetBus;
            if ends && !extension.kept.is_null() {
                let kept = std::mem::replace(&mut extension.kept, null_mut());
                (*kept).SrbStatus = SRB_STATUS_BUS_RESET;
                notify_request_complete(event.device, kept);
            }
            if event.role == Role::HwTimer {
                notify_link_up(event.device);
            }
            event.proceed()
        })
        .unwrap();
        adapter.disks()[0].write(0, &[1; 512]).unwrap();
        let report = machine.shutdown();
        late += u32::from(
            report
                .tolerated
                .get(&Rule::LateRequest)
                .is_some_and(|&times| times != 0),
        );
    }
    assert!((3..18).contains(&late), "{late}");
}

#[test]
fn a_link_that_is_up_does_not_come_up() {
    let machine = Machine::new(1);
    let adapter = at_first_write(&machine, |event| unsafe { notify_link_up(event.device) });
    second_write(&machine, &adapter.disks()[0]);
    let report = machine.shutdown();
    assert_eq!(
        report.violations_of(Rule::BadParameter).count(),
        1,
        "{report}"
    );
}

#[test]
fn a_reset_holds_requests_for_as_long_as_the_driver_says() {
    for by_itself in [true, false] {
        let machine = Machine::new(1);
        let adapter = start(&machine, scsi(), move |event| unsafe {
            if !event.config.is_null() {
                (*event.config).BusResetHoldTime = 2_000_000;
            }
            let extension = event.extension();
            let is_first = event.is_write() && std::mem::replace(&mut extension.count, 1) == 0;
            if is_first && by_itself {
                notify_reset_detected(event.device, 0);
            }
            event.proceed()
        })
        .unwrap();
        let disk = &adapter.disks()[0];
        if !by_itself {
            adapter.reset().unwrap();
        }
        let before = machine.now();
        disk.write(0, &[1; 512]).unwrap();
        disk.write(1, &[1; 512]).unwrap();
        let passed = machine.now() - before;
        assert!(passed >= Duration::from_millis(1_990), "{passed:?}");
        assert!(passed < Duration::from_millis(2_100), "{passed:?}");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn a_virtual_miniport_gets_requests_up_to_dispatch_level() {
    let levels = Rc::new(RefCell::new(BTreeSet::new()));
    for seed in 0..5 {
        let kept = Rc::clone(&levels);
        let machine = Machine::new(seed);
        let adapter = start(&machine, scsi(), move |event| {
            if event.role == Role::HwStartIo {
                kept.borrow_mut().insert(unsafe { KeGetCurrentIrql() });
            }
            event.proceed()
        })
        .unwrap();
        adapter.disks()[0].write(0, &[1; 512]).unwrap();
        machine.shutdown().assert_clean();
    }
    assert_eq!(levels.take(), [0, 1, 2].into());
}
