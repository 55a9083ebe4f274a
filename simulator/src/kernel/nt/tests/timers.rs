//! Timers: of the driver, and of the kernel.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, DEVICE, broken_by, place, time, wait, wait_until};
use crate::kernel::time::TICK;
use crate::verifier::{Role, Rule};

fn due(units: i64) -> LARGE_INTEGER {
    LARGE_INTEGER { QuadPart: units }
}

/// A timer that was initialised, and a DPC that counts in its context.
fn timer(kind: TIMER_TYPE) -> (PKTIMER, PKDPC, &'static Cell<u32>) {
    let (timer, dpc) = (place(), place());
    let count: &Cell<u32> = Box::leak(Box::default());
    unsafe {
        KeInitializeTimerEx(timer, kind);
        KeInitializeDpc(dpc, Some(tick), context(count));
    }
    (timer, dpc, count)
}

fn context(count: &Cell<u32>) -> PVOID {
    std::ptr::from_ref(count).cast_mut().cast()
}

unsafe extern "C" fn tick(_: *mut KDPC, context: PVOID, _: PVOID, _: PVOID) {
    let count = unsafe { &*context.cast::<Cell<u32>>() };
    count.set(count.get() + 1);
}

/// A millisecond, in units of 100 ns.
const MS: i64 = 10_000;

fn pause(milliseconds: i64) {
    unsafe { KeDelayExecutionThread(KernelMode, FALSE, time(-milliseconds * MS)) };
}

#[test]
fn a_timer_signals_and_queues_its_dpc_when_it_is_due() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        let kernel = Rc::clone(&bench.kernel);
        bench.run(move || unsafe {
            let (timer, dpc, count) = timer(NotificationTimer);
            let start = kernel.clock.now();
            assert_eq!(KeSetTimer(timer, due(-5 * MS), dpc), FALSE);
            assert_eq!(KeReadStateTimer(timer), FALSE);
            assert_eq!(wait(timer), STATUS_SUCCESS);
            assert!((5_000_000..5_200_000 + TICK).contains(&(kernel.clock.now() - start)));
            assert_eq!(KeReadStateTimer(timer), TRUE);
            KeFlushQueuedDpcs();
            assert_eq!(count.get(), 1);
            // Set again, it is not signalled until then; the system time that has passed is due at once.
            KeSetTimer(timer, due(0), null_mut());
            assert_eq!(KeReadStateTimer(timer), FALSE);
            assert_eq!(wait(timer), STATUS_SUCCESS);
            assert_eq!(KeCancelTimer(timer), FALSE);
        });
        bench.report().assert_clean();
    }
}

#[test]
fn a_synchronization_timer_lets_one_wait_through() {
    let broken = broken_by(|| unsafe {
        let (timer, _, _) = timer(SynchronizationTimer);
        KeSetTimer(timer, due(-MS), null_mut());
        assert_eq!(wait(timer), STATUS_SUCCESS);
        assert_eq!(wait_until(timer, 0), STATUS_TIMEOUT);
    });
    assert_eq!(broken, []);
}

#[test]
fn a_timer_repeats_until_it_is_cancelled() {
    let broken = broken_by(|| unsafe {
        let (timer, dpc, count) = timer(NotificationTimer);
        KeSetTimerEx(timer, due(-10 * MS), 10, dpc);
        pause(200);
        assert_eq!(KeCancelTimer(timer), TRUE);
        KeFlushQueuedDpcs();
        let calls = count.get();
        assert!((17..=22).contains(&calls), "{calls}");
        pause(100);
        assert_eq!(count.get(), calls);
        assert_eq!(KeSetCoalescableTimer(timer, due(-MS), 0, 100, dpc), FALSE);
        assert_eq!(KeSetTimer(timer, due(-MS), dpc), TRUE);
        pause(200);
        assert_eq!(count.get(), calls + 1);
    });
    assert_eq!(broken, []);
}

#[test]
fn misuse_of_timers_is_reported() {
    type Deed = fn(PKTIMER, PKDPC);
    let deeds: [(Deed, &[Rule]); 6] = [
        (
            |_, dpc| unsafe {
                KeSetTimer(place(), due(-MS), dpc);
            },
            &[Rule::ObjectNotInitialised],
        ),
        (
            |timer, dpc| unsafe {
                KeSetTimer(timer, due(-MS), dpc);
                KeInitializeTimer(timer);
            },
            &[Rule::BusyTimer],
        ),
        (
            |timer, dpc| unsafe {
                KeSetTimer(timer, due(-MS), dpc);
                timer.write_bytes(0xDD, 1);
            },
            &[Rule::BusyTimer],
        ),
        (
            |timer, dpc| unsafe {
                KeSetTimer(timer, due(-MS), dpc);
                dpc.write_bytes(0xDD, 1);
            },
            &[Rule::BusyDpc],
        ),
        (
            |timer, _| unsafe {
                KeSetTimer(timer, due(-MS), place());
            },
            &[Rule::DpcNotInitialised],
        ),
        (
            |timer, _| unsafe { KeInitializeTimerEx(timer, 5) },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let deed = move || {
            let (timer, dpc, _) = timer(NotificationTimer);
            deed(timer, dpc);
        };
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}

#[test]
fn memory_with_a_timer_that_is_set_is_freed() {
    let bench = Bench::new();
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        let (timer, dpc, count) = timer(NotificationTimer);
        kernel.add_device_memory(timer as usize, 64, 3);
        KeSetTimer(timer, due(-MS), dpc);
        kernel.remove_device_memory(timer as usize, "an extension");
        pause(20);
        assert_eq!(count.get(), 0);
    });
    assert_eq!(bench.broken(), [Rule::BusyTimer]);
}

/// What the callbacks of a timer count.
#[derive(Default)]
struct Seen {
    calls: Cell<u32>,
    running: Cell<u32>,
    most: Cell<u32>,
    deleted: Cell<u32>,
}

unsafe extern "C" fn expired(timer: PEX_TIMER, context: PVOID) {
    let seen = unsafe { &*context.cast::<Seen>() };
    assert!(!timer.is_null());
    assert_eq!(seen.deleted.get(), 0);
    seen.calls.set(seen.calls.get() + 1);
    seen.running.set(seen.running.get() + 1);
    seen.most.set(seen.most.get().max(seen.running.get()));
    unsafe { KeStallExecutionProcessor(900) };
    seen.running.set(seen.running.get() - 1);
}

unsafe extern "C" fn deleted(context: PVOID) {
    let seen = unsafe { &*context.cast::<Seen>() };
    assert_eq!(seen.running.get(), 0);
    seen.deleted.set(seen.deleted.get() + 1);
}

fn ex_timer(attributes: ULONG) -> (PEX_TIMER, &'static Seen) {
    let seen: &Seen = Box::leak(Box::default());
    let context = std::ptr::from_ref(seen).cast_mut().cast();
    let timer = unsafe { ExAllocateTimer(Some(expired), context, attributes) };
    assert!(!timer.is_null());
    (timer, seen)
}

fn delete(timer: PEX_TIMER, seen: &Seen, cancel: BOOLEAN, wait: BOOLEAN) -> BOOLEAN {
    let parameters: PEXT_DELETE_PARAMETERS = place();
    unsafe {
        ExInitializeDeleteTimerParameters(parameters);
        (*parameters).DeleteCallback = Some(deleted);
        (*parameters).DeleteContext = std::ptr::from_ref(seen).cast_mut().cast();
        ExDeleteTimer(timer, cancel, wait, parameters)
    }
}

#[test]
fn a_timer_of_the_kernel_is_over_when_its_deletion_has_waited() {
    let mut most = 0;
    for seed in 0..100 {
        let bench = Bench::racing(seed);
        let result = Rc::new(Cell::new(0));
        let out = Rc::clone(&result);
        bench.run(move || unsafe {
            let (timer, seen) = ex_timer(EX_TIMER_HIGH_RESOLUTION);
            assert_eq!(ExSetTimer(timer, -MS / 2, 5_000, null_mut()), FALSE);
            pause(2);
            assert_eq!(delete(timer, seen, TRUE, TRUE), TRUE);
            assert_eq!((seen.running.get(), seen.deleted.get()), (0, 1));
            assert!(seen.calls.get() >= 2);
            out.set(seen.most.get());
        });
        bench.report().assert_clean();
        assert_eq!(bench.kernel.left_of(DEVICE), []);
        most = most.max(result.get());
    }
    assert!(most >= 2, "two expirations may run at once");
}

#[test]
fn a_timer_of_the_kernel_expires_once_more_when_it_is_not_cancelled() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        bench.run(|| unsafe {
            let (timer, seen) = ex_timer(EX_TIMER_HIGH_RESOLUTION);
            ExSetTimer(timer, -MS, MS, null_mut());
            assert_eq!(delete(timer, seen, FALSE, FALSE), FALSE);
            assert_eq!(ExSetTimer(timer, -MS, 0, null_mut()), FALSE);
            pause(20);
            assert_eq!((seen.calls.get(), seen.deleted.get()), (1, 1));
        });
        bench.report().assert_clean();
    }
}

#[test]
fn a_timer_of_the_kernel_is_waited_for_and_cancelled() {
    let bench = Bench::new();
    bench.run(|| unsafe {
        let (timer, seen) = ex_timer(EX_TIMER_NOTIFICATION);
        let parameters = place();
        ExInitializeSetTimerParameters(parameters);
        assert_eq!(ExSetTimer(timer, -MS, 0, parameters), FALSE);
        assert_eq!(wait(timer), STATUS_SUCCESS);
        assert_eq!(ExCancelTimer(timer, null_mut()), FALSE);
        ExSetTimer(timer, -MS, 0, null_mut());
        assert_eq!(ExCancelTimer(timer, null_mut()), TRUE);
        pause(40);
        assert_eq!(seen.calls.get(), 1);
        assert_eq!(delete(timer, seen, TRUE, TRUE), FALSE);
    });
    bench.report().assert_clean();
    assert_eq!(bench.report().calls_of(Role::ExTimerDeleteCallback), 1);
}

#[test]
fn misuse_of_timers_of_the_kernel_is_reported() {
    type Deed = fn(PEX_TIMER, &'static Seen);
    let deeds: [(Deed, &[Rule]); 5] = [
        (
            |timer, seen| unsafe {
                delete(timer, seen, TRUE, TRUE);
                ExSetTimer(timer, -MS, 0, null_mut());
            },
            &[Rule::ForeignHandle],
        ),
        (
            |timer, seen| unsafe {
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                delete(timer, seen, TRUE, TRUE);
                KeLowerIrql(irql);
            },
            &[Rule::WrongIrql],
        ),
        (
            |timer, seen| {
                delete(timer, seen, FALSE, TRUE);
            },
            &[Rule::BadParameter],
        ),
        (
            |timer, _| unsafe {
                ExSetTimer(timer, -MS, -1, null_mut());
            },
            &[Rule::BadParameter],
        ),
        (
            |_, _| unsafe {
                assert!(ExAllocateTimer(Some(expired), null_mut(), 1).is_null());
            },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let deed = move || {
            let (timer, seen) = ex_timer(0);
            deed(timer, seen);
        };
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}
