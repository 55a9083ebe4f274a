//! Events and waits.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, broken_by, place, time, wait, wait_until};
use crate::kernel::time::TICK;
use crate::verifier::{Role, Rule};

fn event(kind: EVENT_TYPE, state: BOOLEAN) -> PKEVENT {
    let event = place();
    unsafe { KeInitializeEvent(event, kind, state) };
    event
}

fn set(event: PKEVENT) -> LONG {
    unsafe { KeSetEvent(event, 0, FALSE) }
}

#[test]
fn an_event_keeps_its_state() {
    let broken = broken_by(|| unsafe {
        for kind in [NotificationEvent, SynchronizationEvent] {
            let event = event(kind, FALSE);
            assert_eq!((set(event), set(event)), (0, 1));
            assert_eq!(wait_until(event, 0), STATUS_SUCCESS);
            let stays = LONG::from(kind == NotificationEvent);
            assert_eq!(KeReadStateEvent(event), stays);
            assert_eq!(KeResetEvent(event), stays);
            assert_eq!(wait_until(event, 0), STATUS_TIMEOUT);
            set(event);
            KeClearEvent(event);
            assert_eq!(KeReadStateEvent(event), 0);
        }
    });
    assert_eq!(broken, []);
}

/// How many of three waits one signal of an event lets through.
fn released(seed: u64, kind: EVENT_TYPE) -> u32 {
    let bench = Bench::racing(seed);
    let (event, count) = (place(), Rc::new(Cell::new(0)));
    bench.run(move || unsafe { KeInitializeEvent(event, kind, FALSE) });
    for _ in 0..3 {
        let count = Rc::clone(&count);
        bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
            assert_eq!(wait(event), STATUS_SUCCESS);
            count.set(count.get() + 1);
        });
    }
    bench.finish();
    assert_eq!(count.get(), 0);
    bench.start(DISPATCH_LEVEL, Role::KDeferred, move || {
        set(event);
    });
    bench.finish();
    bench.report().assert_clean();
    count.get()
}

#[test]
fn a_signal_lets_one_or_all_through() {
    for seed in 0..30 {
        assert_eq!(released(seed, SynchronizationEvent), 1);
        assert_eq!(released(seed, NotificationEvent), 3);
    }
}

fn wait_for_several(objects: &[PKEVENT], kind: WAIT_TYPE, until: PLARGE_INTEGER) -> NTSTATUS {
    let mut objects: Vec<PVOID> = objects.iter().map(|event| event.cast()).collect();
    unsafe {
        KeWaitForMultipleObjects(
            objects.len() as u32,
            objects.as_mut_ptr(),
            kind,
            Executive,
            KernelMode,
            FALSE,
            until,
            null_mut(),
        )
    }
}

#[test]
fn several_objects_are_waited_for_at_once() {
    for seed in 0..30 {
        let bench = Bench::racing(seed);
        let done = Rc::new(Cell::new((None, None)));
        let events = [place(), place()];
        bench.run(move || unsafe {
            for event in events {
                KeInitializeEvent(event, SynchronizationEvent, FALSE);
            }
        });
        let out = Rc::clone(&done);
        bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
            let any = wait_for_several(&events, WaitAny, null_mut());
            out.set((Some(any), None));
            let all = wait_for_several(&events, WaitAll, null_mut());
            out.set((Some(any), Some(all)));
        });
        bench.finish();
        bench.run(move || {
            set(events[1]);
        });
        assert_eq!(done.get(), (Some(1), None));
        bench.run(move || {
            set(events[1]);
        });
        assert_eq!(done.get(), (Some(1), None));
        bench.run(move || unsafe {
            // One is not enough, and stays signalled.
            assert_eq!(KeReadStateEvent(events[1]), 1);
            set(events[0]);
        });
        assert_eq!(done.get(), (Some(1), Some(STATUS_SUCCESS)));
        bench.report().assert_clean();
    }
}

#[test]
fn a_wait_ends_with_its_time() {
    let bench = Bench::new();
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        let event = event(NotificationEvent, FALSE);
        let span = |from: u64| kernel.clock.now() - from;
        let start = kernel.clock.now();
        assert_eq!(wait_until(event, -10_000), STATUS_TIMEOUT);
        assert!((1_000_000..1_100_000 + TICK).contains(&span(start)));
        let start = kernel.clock.now();
        let until = kernel.system_time() as i64 + 20_000;
        assert_eq!(wait_until(event, until), STATUS_TIMEOUT);
        assert!((1_900_000..2_100_000 + TICK).contains(&span(start)));
        let start = kernel.clock.now();
        KeDelayExecutionThread(KernelMode, FALSE, time(-10_000));
        assert!((1_000_000..1_100_000 + TICK).contains(&span(start)));
    });
    bench.report().assert_clean();
}

#[test]
fn misuse_of_events_is_reported() {
    type Deed = fn(PKEVENT);
    let deeds: [(Deed, &[Rule]); 8] = [
        (
            |_| {
                set(place());
            },
            &[Rule::ObjectNotInitialised],
        ),
        (
            |event| unsafe {
                // A copy is no event.
                let copy: PKEVENT = place();
                copy.write(event.read());
                wait_until(copy, 0);
            },
            &[Rule::ObjectNotInitialised],
        ),
        (
            |event| unsafe {
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                assert_eq!(wait_until(event, 0), STATUS_TIMEOUT);
                assert_eq!(wait_until(event, -10), STATUS_TIMEOUT);
                assert_eq!(wait(event), STATUS_TIMEOUT);
                KeLowerIrql(irql);
            },
            &[Rule::WrongIrql],
        ),
        (
            |event| unsafe {
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                KeSetEvent(event, 0, TRUE);
                KeLowerIrql(irql);
            },
            &[Rule::WrongIrql],
        ),
        (
            |event| unsafe {
                let irql = KfRaiseIrql(8);
                set(event);
                KeLowerIrql(irql);
            },
            &[Rule::WrongIrql],
        ),
        (
            |event| unsafe { KeInitializeEvent(event, 7, FALSE) },
            &[Rule::BadParameter],
        ),
        (
            |event| {
                wait_for_several(&[event; 4], WaitAny, time(0));
            },
            &[Rule::BadParameter],
        ),
        (
            |_| unsafe {
                KeDelayExecutionThread(KernelMode, FALSE, null_mut());
            },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let deed = move || deed(event(NotificationEvent, FALSE));
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}

#[test]
fn an_event_that_code_waits_for_is_initialised_or_freed() {
    for freed in [false, true] {
        let bench = Bench::new();
        let kernel = Rc::clone(&bench.kernel);
        let event: PKEVENT = place();
        bench.kernel.add_device_memory(event as usize, 24, 3);
        bench.run(move || unsafe { KeInitializeEvent(event, NotificationEvent, FALSE) });
        bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
            assert_eq!(wait(event), STATUS_UNSUCCESSFUL);
        });
        bench.finish();
        bench.run(move || unsafe {
            if freed {
                kernel.remove_device_memory(event as usize, "an extension");
            } else {
                KeInitializeEvent(event, NotificationEvent, FALSE);
            }
        });
        assert_eq!(bench.broken(), [Rule::BusyObject]);
    }
}
