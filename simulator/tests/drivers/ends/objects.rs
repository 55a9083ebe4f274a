//! What is promised of deferred objects, and what is not.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Role};

use crate::raw::misdeed::{Event, start, timer, timer_ex, work};

/// How many callbacks of a role ran beside each other, at most.
fn beside(seed: u64, role: Role, defer: impl Fn(&Event<'_>) + 'static) -> u32 {
    let (now, most) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let seen = Rc::clone(&most);
    let machine = Machine::builder(seed).processors(4).preemption(40).build();
    start(
        &machine,
        AdapterOptions::new().without_scan(),
        move |event| {
            if event.role == Role::HwInitialize {
                defer(event);
            } else if event.role == role {
                now.set(now.get() + 1);
                most.set(most.get().max(now.get()));
                let extension = event.extension();
                extension.count += 1;
                if extension.count < 20 {
                    defer(event);
                }
                for _ in 0..5 {
                    unsafe { StorPortStallExecution(20) };
                }
                now.set(now.get() - 1);
            }
            event.proceed()
        },
    )
    .unwrap();
    machine.advance(Duration::from_millis(20));
    drop(machine.shutdown());
    seen.get()
}

#[test]
fn callbacks_of_one_timer_do_not_overlap_and_work_items_may() {
    let mut overlapping = 0;
    for seed in 0..40 {
        let timers = beside(seed, Role::HwTimerEx, |event| unsafe {
            let extension = event.extension();
            if extension.timer.is_null() {
                StorPortInitializeTimer(event.device, &raw mut extension.timer);
            }
            StorPortRequestTimer(
                event.device,
                extension.timer,
                Some(timer_ex),
                null_mut(),
                1,
                0,
            );
        });
        assert_eq!(timers, 1);
        let adapters = beside(seed, Role::HwTimer, |event| unsafe {
            notify_request_timer_call(event.device, Some(timer), 1);
        });
        assert_eq!(adapters, 1);
        let works = beside(seed, Role::HwWorkItem, |event| unsafe {
            let extension = event.extension();
            if extension.worker.is_null() {
                StorPortInitializeWorker(event.device, &raw mut extension.worker);
            }
            StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut());
        });
        overlapping += u32::from(works > 1);
    }
    assert!(overlapping > 10, "{overlapping}");
}

#[test]
fn the_second_request_of_the_adapters_timer_replaces_the_first() {
    unsafe extern "system" fn wrong(_: PVOID) {
        panic!("the first request ran");
    }
    for seed in 0..40 {
        let at = Rc::new(Cell::new(None));
        let machine = Machine::builder(seed).processors(2).preemption(40).build();
        let kept = Rc::clone(&at);
        let begun = Rc::new(Cell::new(0));
        start(
            &machine,
            AdapterOptions::new().without_scan(),
            move |event| {
                let now = || {
                    let (mut now, mut frequency) = (0i64, 0i64);
                    unsafe {
                        StorPortQueryPerformanceCounter(
                            event.device,
                            (&raw mut frequency).cast(),
                            (&raw mut now).cast(),
                        )
                    };
                    now / 10
                };
                match event.role {
                    Role::HwInitialize => unsafe {
                        begun.set(now());
                        notify_request_timer_call(event.device, Some(wrong), 1);
                        notify_request_timer_call(event.device, Some(timer), 5000);
                    },
                    Role::HwTimer => kept.set(Some(now() - begun.get())),
                    _ => {}
                }
                event.proceed()
            },
        )
        .unwrap();
        machine.advance(Duration::from_millis(10));
        assert!(at.get().is_some_and(|after| after >= 5000), "{at:?}");
        machine.shutdown().assert_clean();
    }
}

#[test]
fn the_irql_is_told_and_a_delay_lets_others_run() {
    let seen = Rc::new(Cell::new([0xFF; 2]));
    let kept = Rc::clone(&seen);
    let machine = Machine::new(1);
    start(
        &machine,
        AdapterOptions::new().without_scan(),
        move |event| unsafe {
            let mut level = 0xFF;
            assert_eq!(
                StorPortGetCurrentIrql(event.device, &raw mut level),
                STOR_STATUS_SUCCESS
            );
            match event.role {
                Role::HwInitialize => {
                    notify_request_timer_call(event.device, Some(timer), 1000);
                    StorPortDelayExecution(event.device, 10_000);
                    assert_eq!(event.extension().count, 1, "nobody ran meanwhile");
                    kept.set([level, kept.get()[1]]);
                }
                Role::HwTimer => {
                    event.extension().count = 1;
                    kept.set([0xFF, level]);
                }
                _ => {}
            }
            event.proceed()
        },
    )
    .unwrap();
    assert_eq!(seen.get(), [PASSIVE_LEVEL, DISPATCH_LEVEL]);
    machine.shutdown().assert_clean();
}
