//! Run-down protection.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::*;

use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::nt::tests::bench::{Bench, broken_by, place};
use crate::verifier::{Role, Rule};

unsafe extern "C" {
    fn ExInitializeRundownProtection(protection: *mut usize);
    fn ExReInitializeRundownProtection(protection: *mut usize);
    fn ExAcquireRundownProtection(protection: *mut usize) -> BOOLEAN;
    fn ExReleaseRundownProtection(protection: *mut usize);
    fn ExWaitForRundownProtectionRelease(protection: *mut usize);
    fn ExRundownCompleted(protection: *mut usize);
    fn ExAllocatePoolWithTag(kind: ULONG, length: SIZE_T, tag: ULONG) -> PVOID;
}

#[test]
fn who_may_not_wait_does_not_wait_for_the_uses_of_an_object() {
    let goes_on = Rc::new(Cell::new(false));
    let end = Rc::clone(&goes_on);
    let broken = broken_by(move || unsafe {
        let protection = place();
        ExInitializeRundownProtection(protection);
        ExAcquireRundownProtection(protection);
        let irql = KfRaiseIrql(DISPATCH_LEVEL);
        ExWaitForRundownProtectionRelease(protection);
        KeLowerIrql(irql);
        ExReleaseRundownProtection(protection);
        end.set(true);
    });
    assert_eq!((goes_on.get(), broken), (true, vec![Rule::WrongIrql]));
}

#[test]
fn who_waits_for_the_end_of_an_object_goes_on_if_it_begins_again() {
    let bench = Bench::new();
    let (protection, ended) = (place::<usize>(), Rc::new(Cell::new(false)));
    bench.run(move || unsafe {
        ExInitializeRundownProtection(protection);
        ExAcquireRundownProtection(protection);
    });
    let end = Rc::clone(&ended);
    bench.start(PASSIVE_LEVEL, Role::SystemThread, move || unsafe {
        ExWaitForRundownProtectionRelease(protection);
        end.set(true);
    });
    bench.finish();
    bench.run(move || unsafe { ExInitializeRundownProtection(protection) });
    assert!(ended.get());
    assert_eq!(bench.broken(), [Rule::BusyObject]);
}

#[test]
fn the_end_of_an_object_waits_for_its_uses() {
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        let (protection, ended) = (place::<usize>(), Rc::new(Cell::new(false)));
        bench.run(move || unsafe {
            ExInitializeRundownProtection(protection);
            assert_eq!(ExAcquireRundownProtection(protection), TRUE);
            assert_eq!(ExAcquireRundownProtection(protection), TRUE);
        });
        let end = Rc::clone(&ended);
        bench.start(PASSIVE_LEVEL, Role::SystemThread, move || unsafe {
            ExWaitForRundownProtectionRelease(protection);
            end.set(true);
            ExWaitForRundownProtectionRelease(protection);
        });
        bench.finish();
        for is_last in [false, true] {
            assert!(!ended.get());
            bench.run(move || unsafe {
                assert_eq!(ExAcquireRundownProtection(protection), FALSE);
                ExReleaseRundownProtection(protection);
            });
            assert_eq!(ended.get(), is_last);
        }
        bench.run(move || unsafe {
            ExRundownCompleted(protection);
            ExReInitializeRundownProtection(protection);
            assert_eq!(ExAcquireRundownProtection(protection), TRUE);
            ExReleaseRundownProtection(protection);
        });
        bench.report().assert_clean();
    }
}

#[test]
fn protection_is_initialised_held_and_not_freed() {
    let broken = broken_by(|| unsafe {
        let protection = place();
        ExAcquireRundownProtection(protection);
        ExInitializeRundownProtection(protection);
        ExReleaseRundownProtection(protection);
        ExRundownCompleted(protection);
        let block = ExAllocatePoolWithTag(512, 8, u32::from_le_bytes(*b"Test"));
        ExInitializeRundownProtection(block.cast());
        ExAcquireRundownProtection(block.cast());
        ExFreePoolWithTag(block, 0);
    });
    let wanted = [
        Rule::ObjectNotInitialised,
        Rule::ObjectReference,
        Rule::BusyObject,
        Rule::BusyObject,
    ];
    assert_eq!(broken, wanted);
}
