//! Spin locks and the IRQL.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, broken_by, place};
use crate::verifier::{Role, Rule};

fn lock() -> PKSPIN_LOCK {
    let lock = place();
    unsafe { KeInitializeSpinLock(lock) };
    lock
}

#[test]
fn a_lock_raises_the_irql_and_gives_it_back() {
    let broken = broken_by(|| unsafe {
        let (first, second) = (lock(), lock());
        let irql = KeAcquireSpinLockRaiseToDpc(first);
        assert_eq!((irql, KeGetCurrentIrql()), (PASSIVE_LEVEL, DISPATCH_LEVEL));
        assert_eq!(KeTestSpinLock(first), FALSE);
        KeAcquireSpinLockAtDpcLevel(second);
        assert_eq!(KeTryToAcquireSpinLockAtDpcLevel(first), FALSE);
        KeReleaseSpinLockFromDpcLevel(second);
        assert_eq!(KeTryToAcquireSpinLockAtDpcLevel(second), TRUE);
        // From hand to hand: the last that is released restores the IRQL.
        KeReleaseSpinLockFromDpcLevel(first);
        KeReleaseSpinLock(second, irql);
        assert_eq!(KeGetCurrentIrql(), PASSIVE_LEVEL);
        let irql = KeAcquireSpinLockForDpc(first);
        KeReleaseSpinLockForDpc(first, irql);
        assert_eq!(KeTestSpinLock(first), TRUE);
    });
    assert_eq!(broken, []);
}

#[test]
fn a_queued_lock_raises_the_irql_and_gives_it_back() {
    let broken = broken_by(|| unsafe {
        let (first, second) = (lock(), lock());
        let (outer, inner) = (place(), place());
        KeAcquireInStackQueuedSpinLock(first, outer);
        KeAcquireInStackQueuedSpinLockAtDpcLevel(second, inner);
        assert_eq!(KeGetCurrentIrql(), DISPATCH_LEVEL);
        KeReleaseInStackQueuedSpinLockFromDpcLevel(inner);
        KeReleaseInStackQueuedSpinLock(outer);
        KeAcquireInStackQueuedSpinLockForDpc(first, outer);
        KeReleaseInStackQueuedSpinLockForDpc(outer);
        assert_eq!(KeGetCurrentIrql(), PASSIVE_LEVEL);
    });
    assert_eq!(broken, []);
}

/// Whether counting without a lock, or with one, loses a count.
fn loses(seed: u64, locked: bool) -> bool {
    let bench = Bench::racing(seed);
    let (lock, counter) = (lock(), Rc::new(Cell::new(0)));
    for _ in 0..6 {
        let counter = Rc::clone(&counter);
        bench.start(DISPATCH_LEVEL, Role::KDeferred, move || unsafe {
            for _ in 0..10 {
                if locked {
                    KeAcquireSpinLockAtDpcLevel(lock);
                }
                let seen = counter.get();
                KeGetCurrentProcessorNumberEx(std::ptr::null_mut());
                counter.set(seen + 1);
                if locked {
                    KeReleaseSpinLockFromDpcLevel(lock);
                }
            }
        });
    }
    bench.finish();
    bench.report().assert_clean();
    counter.get() != 60
}

#[test]
fn a_lock_keeps_others_out_on_every_seed() {
    assert!((0..200).all(|seed| !loses(seed, true)));
    assert!((0..10).all(|seed| loses(seed, false)));
}

#[test]
fn a_queued_lock_is_given_in_the_order_of_asking() {
    for seed in 0..100 {
        let bench = Bench::racing(seed);
        let (lock, order) = (lock(), Rc::new(RefCell::new(Vec::new())));
        for number in 0..3 {
            let (order, kernel) = (Rc::clone(&order), Rc::clone(&bench.kernel));
            bench.start(DISPATCH_LEVEL, Role::KDeferred, move || unsafe {
                // Each asks when the one before it has or waits for the lock; the first releases it when both others wait.
                let asked = || kernel.lock_queue.borrow().len() + kernel.held.borrow().len();
                while asked() < number {
                    KeStallExecutionProcessor(1);
                }
                let handle = place();
                KeAcquireInStackQueuedSpinLockAtDpcLevel(lock, handle);
                order.borrow_mut().push(number);
                while number == 0 && asked() < 3 {
                    KeStallExecutionProcessor(1);
                }
                KeReleaseInStackQueuedSpinLockFromDpcLevel(handle);
            });
        }
        bench.finish();
        bench.report().assert_clean();
        assert_eq!(*order.borrow(), [0, 1, 2]);
    }
}

#[test]
fn locks_in_two_orders_are_reported_without_a_deadlock() {
    let broken = broken_by(|| unsafe {
        let (first, second) = (lock(), lock());
        for (outer, inner) in [(first, second), (second, first)] {
            let irql = KeAcquireSpinLockRaiseToDpc(outer);
            KeAcquireSpinLockAtDpcLevel(inner);
            KeReleaseSpinLockFromDpcLevel(inner);
            KeReleaseSpinLock(outer, irql);
        }
    });
    assert_eq!(broken, [Rule::LockOrder]);
}

#[test]
fn a_lock_that_is_initialised_anew_has_no_order() {
    let broken = broken_by(|| unsafe {
        let (first, second) = (lock(), lock());
        for (outer, inner) in [(first, second), (second, first)] {
            KeInitializeSpinLock(first);
            let irql = KeAcquireSpinLockRaiseToDpc(outer);
            KeAcquireSpinLockAtDpcLevel(inner);
            KeReleaseSpinLockFromDpcLevel(inner);
            KeReleaseSpinLock(outer, irql);
        }
    });
    assert_eq!(broken, []);
}

/// What pieces of a driver break, and the rules that they break.
#[test]
fn misuse_of_locks_is_reported() {
    type Deed = fn(PKSPIN_LOCK);
    let deeds: [(Deed, &[Rule]); 14] = [
        (
            |lock| unsafe {
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                KeAcquireSpinLockAtDpcLevel(lock);
                KeReleaseSpinLock(lock, irql);
            },
            &[Rule::LockTwice],
        ),
        (
            |lock| unsafe {
                KeAcquireSpinLockRaiseToDpc(lock);
            },
            &[Rule::LockNotReleased],
        ),
        (
            |lock| unsafe { KeReleaseSpinLock(lock, PASSIVE_LEVEL) },
            &[Rule::WrongIrql, Rule::LockNotHeld],
        ),
        (
            |lock| unsafe {
                KeAcquireSpinLockRaiseToDpc(lock);
                KeReleaseSpinLock(lock, APC_LEVEL);
            },
            &[Rule::LockMisused],
        ),
        (
            |lock| unsafe {
                KeAcquireSpinLockRaiseToDpc(lock);
                KeReleaseSpinLockFromDpcLevel(lock);
            },
            &[Rule::IrqlChanged],
        ),
        (
            |lock| unsafe {
                KeAcquireSpinLockAtDpcLevel(lock);
                KeReleaseSpinLockFromDpcLevel(lock);
                KeLowerIrql(PASSIVE_LEVEL);
            },
            &[Rule::WrongIrql, Rule::RaiseLower],
        ),
        (
            |lock| unsafe {
                lock.write(7);
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                KeReleaseSpinLock(lock, irql);
            },
            &[Rule::LockNotInitialised],
        ),
        (
            |lock| unsafe {
                let handle = place();
                KeAcquireInStackQueuedSpinLock(lock, handle);
                KeReleaseInStackQueuedSpinLock(handle);
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                KeReleaseSpinLock(lock, irql);
            },
            &[Rule::LockMixed],
        ),
        (
            |lock| unsafe {
                let (right, wrong) = (place(), place());
                KeAcquireInStackQueuedSpinLock(lock, right);
                KeReleaseInStackQueuedSpinLock(wrong);
                KeReleaseInStackQueuedSpinLock(right);
            },
            &[Rule::LockNotHeld],
        ),
        (
            |lock| unsafe {
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                KeInitializeSpinLock(lock);
                KeReleaseSpinLock(lock, irql);
            },
            &[Rule::LockMisused],
        ),
        (
            |lock| unsafe {
                let other = self::lock();
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                KeAcquireSpinLockAtDpcLevel(other);
                KeReleaseSpinLock(lock, irql);
                KeReleaseSpinLock(other, DISPATCH_LEVEL);
            },
            &[Rule::LockMisused, Rule::IrqlChanged],
        ),
        (
            |lock| unsafe {
                let irql = KeAcquireSpinLockRaiseToDpc(lock);
                KeReleaseSpinLock(lock, irql);
                let irql = KfRaiseIrql(8);
                KeAcquireSpinLockAtDpcLevel(lock);
                KeReleaseSpinLockFromDpcLevel(lock);
                KeLowerIrql(irql);
            },
            &[Rule::LockMixed],
        ),
        (
            |lock| unsafe {
                let handle = place::<KLOCK_QUEUE_HANDLE>();
                KeAcquireInStackQueuedSpinLock(lock, handle);
                KeAcquireInStackQueuedSpinLockAtDpcLevel(self::lock(), handle);
                (*handle).OldIrql = DISPATCH_LEVEL;
                KeReleaseInStackQueuedSpinLock(handle);
            },
            &[Rule::LockMisused, Rule::LockMisused],
        ),
        (
            |lock| unsafe {
                KeAcquireSpinLockRaiseToDpc(lock.byte_add(1));
                KeAcquireSpinLockRaiseToDpc(std::ptr::null_mut());
            },
            &[Rule::BadParameter, Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_by(move || deed(lock())), rules, "deed {number}");
    }
}

#[test]
fn the_irql_is_raised_and_lowered_in_pairs() {
    assert_eq!(
        broken_by(|| unsafe {
            let first = KfRaiseIrql(APC_LEVEL);
            let second = KfRaiseIrql(DISPATCH_LEVEL);
            assert_eq!((first, second), (PASSIVE_LEVEL, APC_LEVEL));
            KeLowerIrql(second);
            KeLowerIrql(first);
        }),
        []
    );
    type Deed = fn();
    let deeds: [(Deed, &[Rule]); 4] = [
        (
            || unsafe {
                KfRaiseIrql(DISPATCH_LEVEL);
                KfRaiseIrql(APC_LEVEL);
                KeLowerIrql(PASSIVE_LEVEL);
            },
            &[Rule::RaiseLower],
        ),
        (
            || unsafe { KeLowerIrql(DISPATCH_LEVEL) },
            &[Rule::RaiseLower],
        ),
        (
            || unsafe {
                KfRaiseIrql(DISPATCH_LEVEL);
                KeLowerIrql(APC_LEVEL);
            },
            &[Rule::RaiseLower, Rule::IrqlChanged],
        ),
        (
            || unsafe {
                KfRaiseIrql(DISPATCH_LEVEL);
            },
            &[Rule::IrqlChanged],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        assert_eq!(broken_by(deed), rules, "deed {number}");
    }
}

#[test]
fn memory_with_a_lock_that_is_held_is_freed() {
    let bench = Bench::new();
    let lock = lock();
    bench.kernel.add_device_memory(lock as usize, 8, 3);
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        let irql = KeAcquireSpinLockRaiseToDpc(lock);
        kernel.remove_device_memory(lock as usize, "an extension");
        KeLowerIrql(irql);
    });
    assert_eq!(bench.broken(), [Rule::LockMisused, Rule::RaiseLower]);
}
