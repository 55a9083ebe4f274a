//! Executive resources, and pool of a type.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::Bench;
use crate::kernel::level::PASSIVE_LEVEL;
use crate::verifier::{Role, Rule};

// Images import them; nothing in the crate of bindings has them.
unsafe extern "C" {
    fn ExInitializeResourceLite(resource: PVOID) -> NTSTATUS;
    fn ExDeleteResourceLite(resource: PVOID) -> NTSTATUS;
    fn ExAcquireResourceExclusiveLite(resource: PVOID, wait: BOOLEAN) -> BOOLEAN;
    fn ExAcquireResourceSharedLite(resource: PVOID, wait: BOOLEAN) -> BOOLEAN;
    fn ExReleaseResourceLite(resource: PVOID);
    fn ExAllocatePoolWithTag(kind: ULONG, length: SIZE_T, tag: ULONG) -> PVOID;
    fn ExFreePool(place: PVOID);
}

fn resource() -> PVOID {
    let place = Box::leak(Box::new([0_usize; 13]));
    let place = std::ptr::from_mut(place).cast();
    assert_eq!(unsafe { ExInitializeResourceLite(place) }, STATUS_SUCCESS);
    place
}

#[test]
fn one_has_it_alone_or_many_share_it() {
    let mut shared = 0;
    for seed in 0..20 {
        let bench = Bench::racing(seed);
        let (inside, most) = (Rc::new(Cell::new(0_i32)), Rc::new(Cell::new(0)));
        let made = Rc::new(Cell::new(std::ptr::null_mut()));
        let place = Rc::clone(&made);
        bench.run(move || place.set(resource()));
        let resource = made.get() as usize;
        for number in 0..6 {
            let (inside, most) = (Rc::clone(&inside), Rc::clone(&most));
            bench.start(PASSIVE_LEVEL, Role::SystemThread, move || unsafe {
                let resource = resource as PVOID;
                KeEnterCriticalRegion();
                if number % 3 == 0 {
                    assert_eq!(ExAcquireResourceExclusiveLite(resource, TRUE), TRUE);
                    // Again, by whom has it.
                    assert_eq!(ExAcquireResourceSharedLite(resource, TRUE), TRUE);
                    assert_eq!(inside.replace(-1), 0);
                    KeGetCurrentProcessorNumberEx(std::ptr::null_mut());
                    assert_eq!(inside.replace(0), -1);
                    ExReleaseResourceLite(resource);
                } else {
                    assert_eq!(ExAcquireResourceSharedLite(resource, TRUE), TRUE);
                    assert!(inside.get() >= 0);
                    inside.set(inside.get() + 1);
                    most.set(most.get().max(inside.get()));
                    KeGetCurrentProcessorNumberEx(std::ptr::null_mut());
                    inside.set(inside.get() - 1);
                }
                ExReleaseResourceLite(resource);
                KeLeaveCriticalRegion();
            });
        }
        bench.finish();
        assert_eq!(inside.get(), 0);
        shared = shared.max(most.get());
        assert_eq!(bench.broken(), [], "seed {seed}");
        bench.run(move || unsafe {
            assert_eq!(ExDeleteResourceLite(resource as PVOID), STATUS_SUCCESS);
        });
    }
    assert!(shared > 1, "some seed lets two share it");
}

/// The rules that a piece of a driver breaks.
fn broken(work: impl FnOnce() + 'static) -> Vec<Rule> {
    let bench = Bench::new();
    bench.run(work);
    bench.broken()
}

#[test]
fn what_is_wrong_with_a_resource_is_found() {
    assert_eq!(
        broken(|| unsafe {
            let resource = resource();
            ExAcquireResourceSharedLite(resource, FALSE);
            KeEnterCriticalRegion();
            ExReleaseResourceLite(resource);
            KeLeaveCriticalRegion();
        }),
        [Rule::CriticalRegion]
    );
    assert_eq!(
        broken(|| unsafe {
            KeEnterCriticalRegion();
            ExReleaseResourceLite(resource());
            KeLeaveCriticalRegion();
        }),
        [Rule::LockNotHeld]
    );
    assert_eq!(
        broken(|| unsafe {
            let resource = resource();
            KeEnterCriticalRegion();
            ExAcquireResourceSharedLite(resource, TRUE);
            ExDeleteResourceLite(resource);
            assert_eq!(ExAcquireResourceExclusiveLite(resource, TRUE), FALSE);
            KeLeaveCriticalRegion();
        }),
        [Rule::LockMisused, Rule::LockMisused]
    );
}

#[test]
fn who_does_not_want_to_wait_gets_no_resource_that_another_has() {
    let bench = Bench::new();
    let made = Rc::new(Cell::new(0));
    let place = Rc::clone(&made);
    bench.start(PASSIVE_LEVEL, Role::SystemThread, move || unsafe {
        let resource = resource();
        place.set(resource as usize);
        KeEnterCriticalRegion();
        assert_eq!(ExAcquireResourceExclusiveLite(resource, FALSE), TRUE);
        let mut interval = LARGE_INTEGER { QuadPart: -100_000 };
        KeDelayExecutionThread(KernelMode, FALSE, &raw mut interval);
        ExReleaseResourceLite(resource);
        KeLeaveCriticalRegion();
    });
    bench.start(PASSIVE_LEVEL, Role::SystemThread, move || unsafe {
        let mut interval = LARGE_INTEGER { QuadPart: -50_000 };
        KeDelayExecutionThread(KernelMode, FALSE, &raw mut interval);
        KeEnterCriticalRegion();
        let resource = made.get() as PVOID;
        assert_eq!(ExAcquireResourceSharedLite(resource, FALSE), FALSE);
        assert_eq!(ExAcquireResourceSharedLite(resource, TRUE), TRUE);
        ExReleaseResourceLite(resource);
        KeLeaveCriticalRegion();
    });
    bench.finish();
    assert_eq!(bench.broken(), []);
}

#[test]
fn paged_pool_of_a_type_is_not_for_dispatch_level() {
    let bench = Bench::new();
    bench.start(
        crate::kernel::level::DISPATCH_LEVEL,
        Role::KDeferred,
        || unsafe {
            // NonPagedPoolNx; PagedPool.
            let place = ExAllocatePoolWithTag(512, 24, u32::from_le_bytes(*b"Test"));
            assert!(!place.is_null());
            ExFreePool(place);
            ExAllocatePoolWithTag(1, 24, u32::from_le_bytes(*b"Test"));
        },
    );
    bench.finish();
    assert_eq!(bench.broken(), [Rule::WrongIrql]);
}
