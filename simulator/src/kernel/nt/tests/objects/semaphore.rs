//! Semaphores.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::*;

use crate::kernel::level::{APC_LEVEL, DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::nt::tests::bench::{Bench, broken_by, place, wait, wait_until};
use crate::verifier::{Role, Rule};

unsafe extern "C" {
    fn KeInitializeSemaphore(semaphore: PKSEMAPHORE, count: LONG, limit: LONG);
    fn KeReleaseSemaphore(
        semaphore: PKSEMAPHORE,
        increment: KPRIORITY,
        adjustment: LONG,
        wait: BOOLEAN,
    ) -> LONG;
    fn KeReadStateSemaphore(semaphore: PKSEMAPHORE) -> LONG;
}

#[test]
fn a_semaphore_lets_as_many_through_as_it_counts() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        let (semaphore, count) = (place::<KSEMAPHORE>(), Rc::new(Cell::new(0)));
        bench.run(move || unsafe {
            KeInitializeSemaphore(semaphore, 1, 5);
            assert_eq!(KeReadStateSemaphore(semaphore), 1);
            assert_eq!(wait_until(semaphore, 0), STATUS_SUCCESS);
            assert_eq!(wait_until(semaphore, 0), STATUS_TIMEOUT);
        });
        for _ in 0..4 {
            let count = Rc::clone(&count);
            bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
                assert_eq!(wait(semaphore), STATUS_SUCCESS);
                count.set(count.get() + 1);
            });
        }
        bench.finish();
        for (adjustment, through, left) in [(2, 2, 0), (5, 4, 3)] {
            bench.start(DISPATCH_LEVEL, Role::KDeferred, move || unsafe {
                assert_eq!(KeReleaseSemaphore(semaphore, 0, adjustment, FALSE), 0);
            });
            bench.finish();
            assert_eq!(count.get(), through);
            bench.run(move || unsafe { assert_eq!(KeReadStateSemaphore(semaphore), left) });
        }
        bench.report().assert_clean();
    }
}

#[test]
fn a_semaphore_does_not_count_beyond_its_limit() {
    let broken = broken_by(|| unsafe {
        let semaphore = place();
        KeInitializeSemaphore(semaphore, 3, 2);
        KeReadStateSemaphore(semaphore);
        KeInitializeSemaphore(semaphore, 1, 2);
        assert_eq!(KeReleaseSemaphore(semaphore, 0, 2, FALSE), 1);
        assert_eq!(KeReadStateSemaphore(semaphore), 1);
    });
    let wanted = [
        Rule::BadParameter,
        Rule::ObjectNotInitialised,
        Rule::BadParameter,
    ];
    assert_eq!(broken, wanted);
}

#[test]
fn a_semaphore_is_released_with_a_wait_at_passive_level() {
    let broken = broken_by(|| unsafe {
        let semaphore = place();
        KeInitializeSemaphore(semaphore, 0, 2);
        KeReleaseSemaphore(semaphore, 0, 1, TRUE);
        let irql = KfRaiseIrql(APC_LEVEL);
        KeReleaseSemaphore(semaphore, 0, 1, TRUE);
        KeLowerIrql(irql);
    });
    assert_eq!(broken, [Rule::WrongIrql]);
}
