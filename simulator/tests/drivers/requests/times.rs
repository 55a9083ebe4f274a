//! Timers run when they are due, and say what was done with them.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{Machine, Report, Role};

use super::scsi;
use crate::raw::misdeed::{Event, start, timer, timer_ex};

/// When something happened, in microseconds since the first request of a timer.
type Times = Rc<RefCell<Vec<u64>>>;

fn now() -> u64 {
    let mut time = LARGE_INTEGER { QuadPart: 0 };
    unsafe { StorPortQuerySystemTime(&raw mut time) };
    time.QuadPart as u64 / 10
}

/// Runs `request` in StartIo of a write, and notes when `role` is called after it.
fn times(seed: u64, role: Role, request: impl Fn(&Event<'_>) + 'static) -> (Vec<u64>, Report) {
    let times = Times::default();
    let (kept, begin) = (Rc::clone(&times), Cell::new(0));
    let machine = Machine::new(seed);
    let adapter = start(&machine, scsi(), move |event| {
        if event.is_write() {
            begin.set(now());
            request(event);
        }
        if event.role == role {
            kept.borrow_mut().push(now() - begin.get());
        }
        if event.role == Role::HwFreeAdapterResources && !event.extension().timer.is_null() {
            let (device, timer) = (event.device, event.extension().timer);
            assert_eq!(
                unsafe { StorPortFreeTimer(device, timer) },
                STOR_STATUS_SUCCESS
            );
        }
        event.proceed()
    })
    .unwrap();
    adapter.disks()[0].write(0, &[1; 512]).unwrap();
    machine.advance(Duration::from_secs(1));
    (times.take(), machine.shutdown())
}

/// Page `nf-storport-storportnotification`: in microseconds; a request takes the place of the one before, and 0 ends it.
#[test]
fn the_timer_of_an_adapter_runs_when_it_is_due() {
    for seed in 0..5 {
        let (once, report) = times(seed, Role::HwTimer, |event| {
            notify_it(event, 500);
            notify_it(event, 1000);
        });
        report.assert_clean();
        assert!(matches!(once[..], [1000..=1100]), "{once:?}");
        let (never, report) = times(seed, Role::HwTimer, |event| {
            notify_it(event, 500);
            notify_it(event, 0);
        });
        report.assert_clean();
        assert!(never.is_empty(), "{never:?}");
    }
}

fn notify_it(event: &Event<'_>, microseconds: u32) {
    unsafe { notify_request_timer_call(event.device, Some(timer), microseconds) };
}

/// Page `nf-storport-storportrequesttimer`: in microseconds, with a delay that is tolerated from 32 on; a timer that is set is busy, and 0
/// cancels it.
#[test]
fn timers_run_when_they_are_due() {
    for seed in 0..5 {
        for (delay, latest) in [(0, 1030), (31, 1030), (2000, 3010)] {
            let (once, report) = times(seed, Role::HwTimerEx, move |event| {
                assert_eq!(make(event), STOR_STATUS_SUCCESS);
                assert_eq!(request(event, 1000, delay), STOR_STATUS_SUCCESS);
                assert_eq!(request(event, 500, delay), STOR_STATUS_BUSY);
            });
            report.assert_clean();
            let [time] = once[..] else { panic!("{once:?}") };
            assert!((1000..latest).contains(&time), "{time} with {delay}");
        }
        let (never, report) = times(seed, Role::HwTimerEx, |event| {
            assert_eq!(make(event), STOR_STATUS_SUCCESS);
            assert_eq!(request(event, 1000, 0), STOR_STATUS_SUCCESS);
            assert_eq!(request(event, 0, 0), STOR_STATUS_SUCCESS);
        });
        report.assert_clean();
        assert!(never.is_empty(), "{never:?}");
    }
}

fn make(event: &Event<'_>) -> u32 {
    unsafe { StorPortInitializeTimer(event.device, &raw mut event.extension().timer) }
}

fn request(event: &Event<'_>, value: u64, delay: u64) -> u32 {
    let (device, timer) = (event.device, event.extension().timer);
    unsafe { StorPortRequestTimer(device, timer, Some(timer_ex), null_mut(), value, delay) }
}

/// Pages of `StorPortRequestHighResolutionTimer` and `StorPortCancelHighResolutionTimer`: in 100 ns, negative from now on.
#[test]
fn high_resolution_timers_run_when_they_are_due() {
    let make = |event: &Event<'_>| unsafe {
        let place = &raw mut event.extension().timer;
        StorPortInitializeHighResolutionTimer(event.device, Some(timer_ex), null_mut(), place)
    };
    let set = |event: &Event<'_>, due: i64| unsafe {
        let (device, timer) = (event.device, event.extension().timer);
        let mut is_set = 7;
        let status =
            StorPortRequestHighResolutionTimer(device, timer, due, 0, null_mut(), &raw mut is_set);
        (status, is_set)
    };
    let cancel = |event: &Event<'_>| unsafe {
        let (device, timer) = (event.device, event.extension().timer);
        let mut cancelled = 7;
        let status =
            StorPortCancelHighResolutionTimer(device, timer, null_mut(), &raw mut cancelled);
        (status, cancelled)
    };
    let (once, report) = times(1, Role::HwTimerEx, move |event| {
        assert_eq!(make(event), STOR_STATUS_SUCCESS);
        assert_eq!(cancel(event), (STOR_STATUS_SUCCESS, FALSE));
        assert_eq!(set(event, -5_000), (STOR_STATUS_SUCCESS, TRUE));
        assert_eq!(cancel(event), (STOR_STATUS_SUCCESS, TRUE));
        assert_eq!(set(event, -10_000), (STOR_STATUS_SUCCESS, TRUE));
    });
    report.assert_clean();
    assert!(matches!(once[..], [1000..=1030]), "{once:?}");
}
