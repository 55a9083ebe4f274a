//! System threads, critical regions, fast mutexes.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, DEVICE, broken_by, place, wait};
use crate::kernel::core::Kernel;
use crate::verifier::{Role, Rule};

/// What a thread of a test does.
struct Body {
    work: fn(&Cell<u32>),
    count: Cell<u32>,
    terminates: bool,
}

unsafe extern "C" fn start(context: PVOID) {
    let body = unsafe { &*context.cast::<Body>() };
    (body.work)(&body.count);
    if body.terminates {
        unsafe { PsTerminateSystemThread(STATUS_SUCCESS) };
        unreachable!("the thread has ended");
    }
}

/// Starts a thread; its object, with a reference, as `ObReferenceObjectByHandle` gives it.
fn thread(work: fn(&Cell<u32>), terminates: bool) -> (usize, &'static Body) {
    let body: &Body = Box::leak(Box::new(Body {
        work,
        count: Cell::new(0),
        terminates,
    }));
    let handle: PHANDLE = place();
    let context = std::ptr::from_ref(body).cast_mut().cast();
    let status = unsafe {
        PsCreateSystemThread(
            handle,
            0,
            null_mut(),
            null_mut(),
            null_mut(),
            Some(start),
            context,
        )
    };
    assert_eq!(status, STATUS_SUCCESS);
    let (kernel, handle) = (Kernel::running(), unsafe { *handle } as usize);
    let object = kernel.thread_of(handle).unwrap();
    kernel.count_thread(object, 1);
    assert!(kernel.close_thread(handle) && !kernel.close_thread(handle));
    (object, body)
}

#[test]
fn a_thread_is_waited_for_until_it_ends() {
    for seed in 0..50 {
        for terminates in [false, true] {
            let bench = Bench::racing(seed);
            bench.run(move || {
                let work = |count: &Cell<u32>| {
                    count.set(1);
                    unsafe { assert_eq!(KeGetCurrentIrql(), PASSIVE_LEVEL) };
                };
                let (object, body) = thread(work, terminates);
                assert_eq!(wait(object as *mut u8), STATUS_SUCCESS);
                assert_eq!(body.count.get(), 1);
                assert_eq!(Kernel::running().count_thread(object, -1), Some(0));
                assert_eq!(Kernel::running().count_thread(object, -1), None);
            });
            bench.report().assert_clean();
            assert_eq!(bench.report().calls_of(Role::SystemThread), 1);
            assert_eq!(bench.kernel.left_of(DEVICE), []);
        }
    }
}

#[test]
fn a_thread_that_ends_with_a_lock_is_reported() {
    let broken = broken_by(|| {
        let work = |_: &Cell<u32>| unsafe {
            let lock = place();
            KeInitializeSpinLock(lock);
            KeEnterCriticalRegion();
            KeAcquireSpinLockRaiseToDpc(lock);
            // It is wrong here, and works all the same.
            PsTerminateSystemThread(STATUS_SUCCESS);
        };
        let (object, _) = thread(work, false);
        assert_eq!(wait(object as *mut u8), STATUS_SUCCESS);
    });
    assert_eq!(
        broken,
        [Rule::WrongIrql, Rule::LockNotReleased, Rule::CriticalRegion]
    );
}

#[test]
fn only_a_thread_terminates_itself() {
    let broken = broken_by(|| unsafe {
        let status = PsTerminateSystemThread(STATUS_SUCCESS);
        assert_eq!(status, STATUS_INVALID_PARAMETER);
    });
    assert_eq!(broken, [Rule::WrongCallback]);
}

#[test]
fn critical_regions_are_paired() {
    type Deed = fn();
    let deeds: [(Deed, &[Rule]); 3] = [
        (
            || unsafe {
                KeEnterCriticalRegion();
                KeEnterCriticalRegion();
                KeLeaveCriticalRegion();
                KeLeaveCriticalRegion();
            },
            &[],
        ),
        (
            || unsafe { KeEnterCriticalRegion() },
            &[Rule::CriticalRegion],
        ),
        (
            || unsafe { KeLeaveCriticalRegion() },
            &[Rule::CriticalRegion],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}

fn mutex() -> PFAST_MUTEX {
    let mutex = place();
    unsafe { ExInitializeFastMutex(mutex) };
    mutex
}

#[test]
fn a_fast_mutex_keeps_others_out_while_its_owner_waits() {
    for seed in 0..100 {
        let bench = Bench::racing(seed);
        let (mutex, inside, done) = (place(), Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
        bench.run(move || unsafe { ExInitializeFastMutex(mutex) });
        for _ in 0..5 {
            let (inside, done) = (Rc::clone(&inside), Rc::clone(&done));
            bench.start(PASSIVE_LEVEL, Role::SystemThread, move || unsafe {
                ExAcquireFastMutex(mutex);
                assert_eq!((inside.replace(1), KeGetCurrentIrql()), (0, APC_LEVEL));
                KeDelayExecutionThread(KernelMode, FALSE, super::bench::time(-10));
                inside.set(0);
                ExReleaseFastMutex(mutex);
                assert_eq!(KeGetCurrentIrql(), PASSIVE_LEVEL);
                done.set(done.get() + 1);
            });
        }
        bench.finish();
        bench.report().assert_clean();
        assert_eq!(done.get(), 5);
    }
}

#[test]
fn misuse_of_fast_mutexes_is_reported() {
    type Deed = fn(PFAST_MUTEX);
    let deeds: [(Deed, &[Rule]); 7] = [
        (
            |mutex| unsafe {
                // One that is initialised again is another one.
                let other = self::mutex();
                for (outer, inner) in [(mutex, other), (other, mutex)] {
                    ExInitializeFastMutex(other);
                    ExAcquireFastMutex(outer);
                    ExAcquireFastMutex(inner);
                    ExReleaseFastMutex(inner);
                    ExReleaseFastMutex(outer);
                }
            },
            &[],
        ),
        (
            |_| unsafe { ExAcquireFastMutex(place()) },
            &[Rule::ObjectNotInitialised],
        ),
        (
            |mutex| unsafe {
                ExAcquireFastMutex(mutex);
                ExAcquireFastMutex(mutex);
                ExReleaseFastMutex(mutex);
            },
            &[Rule::LockTwice],
        ),
        (
            |mutex| unsafe { ExReleaseFastMutex(mutex) },
            &[Rule::WrongIrql, Rule::LockNotHeld],
        ),
        (
            |mutex| unsafe { ExAcquireFastMutex(mutex) },
            &[Rule::LockNotReleased],
        ),
        (
            |mutex| unsafe {
                let irql = KfRaiseIrql(DISPATCH_LEVEL);
                ExAcquireFastMutex(mutex);
                KeLowerIrql(APC_LEVEL);
                ExReleaseFastMutex(mutex);
                let _ = irql;
            },
            &[Rule::WrongIrql, Rule::RaiseLower, Rule::IrqlChanged],
        ),
        (
            |mutex| unsafe {
                let other = self::mutex();
                for (outer, inner) in [(mutex, other), (other, mutex)] {
                    ExAcquireFastMutex(outer);
                    ExAcquireFastMutex(inner);
                    ExReleaseFastMutex(inner);
                    ExReleaseFastMutex(outer);
                }
            },
            &[Rule::LockOrder],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_by(move || deed(mutex())), rules, "deed {number}");
    }
}
