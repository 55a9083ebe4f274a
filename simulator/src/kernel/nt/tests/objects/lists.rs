//! Lists with a lock, and pool of a type.

use std::ptr::null_mut;

use miniport::ffi::*;

use crate::kernel::level::PASSIVE_LEVEL;
use crate::kernel::nt::tests::bench::{broken_by, place};
use crate::verifier::Rule;

unsafe extern "C" {
    fn ExInterlockedInsertHeadList(
        head: PLIST_ENTRY,
        entry: PLIST_ENTRY,
        lock: PKSPIN_LOCK,
    ) -> PLIST_ENTRY;
    fn ExInterlockedInsertTailList(
        head: PLIST_ENTRY,
        entry: PLIST_ENTRY,
        lock: PKSPIN_LOCK,
    ) -> PLIST_ENTRY;
    fn ExInterlockedRemoveHeadList(head: PLIST_ENTRY, lock: PKSPIN_LOCK) -> PLIST_ENTRY;
    fn ExInterlockedPushEntryList(
        head: PSINGLE_LIST_ENTRY,
        entry: PSINGLE_LIST_ENTRY,
        lock: PKSPIN_LOCK,
    ) -> PSINGLE_LIST_ENTRY;
    fn ExInterlockedPopEntryList(head: PSINGLE_LIST_ENTRY, lock: PKSPIN_LOCK)
    -> PSINGLE_LIST_ENTRY;
    fn ExAllocatePoolWithTag(kind: ULONG, length: SIZE_T, tag: ULONG) -> PVOID;
}

#[test]
fn lists_with_a_lock_keep_their_order() {
    let broken = broken_by(|| unsafe {
        let (head, lock): (PLIST_ENTRY, PKSPIN_LOCK) = (place(), place());
        (*head).Flink = head;
        (*head).Blink = head;
        KeInitializeSpinLock(lock);
        let [a, b, c] = [place(), place(), place()];
        assert_eq!(ExInterlockedRemoveHeadList(head, lock), null_mut());
        assert_eq!(ExInterlockedInsertTailList(head, a, lock), null_mut());
        assert_eq!(ExInterlockedInsertTailList(head, b, lock), a);
        assert_eq!(ExInterlockedInsertHeadList(head, c, lock), a);
        let taken = [0; 4].map(|_| ExInterlockedRemoveHeadList(head, lock));
        assert_eq!(taken, [c, a, b, null_mut()]);
        let (single, one, two): (PSINGLE_LIST_ENTRY, _, _) = (place(), place(), place());
        assert_eq!(ExInterlockedPushEntryList(single, one, lock), null_mut());
        assert_eq!(ExInterlockedPushEntryList(single, two, lock), one);
        let taken = [0; 3].map(|_| ExInterlockedPopEntryList(single, lock));
        assert_eq!(taken, [two, one, null_mut()]);
        assert_eq!(KeGetCurrentIrql(), PASSIVE_LEVEL);
    });
    assert_eq!(broken, []);
}

#[test]
fn the_lock_of_a_list_is_of_lists_only() {
    let broken = broken_by(|| unsafe {
        let (head, lock): (PLIST_ENTRY, PKSPIN_LOCK) = (place(), place());
        (*head).Flink = head;
        (*head).Blink = head;
        KeInitializeSpinLock(lock);
        ExInterlockedRemoveHeadList(head, lock);
        let irql = KeAcquireSpinLockRaiseToDpc(lock);
        // It waits for itself.
        ExInterlockedRemoveHeadList(head, lock);
        KeReleaseSpinLock(lock, irql);
    });
    assert_eq!(broken, [Rule::LockMixed, Rule::LockTwice]);
}

#[test]
fn pool_of_a_type_is_cleared_where_the_type_asks_for_it() {
    let broken = broken_by(|| unsafe {
        // NonPagedPoolNx, and POOL_ZERO_ALLOCATION.
        for (kind, cleared) in [(512, false), (512 | 1024, true)] {
            let block: *mut u8 =
                ExAllocatePoolWithTag(kind, 64, u32::from_le_bytes(*b"Test")).cast();
            let bytes = std::slice::from_raw_parts(block, 64);
            assert_eq!(bytes.iter().all(|byte| *byte == 0), cleared);
            ExFreePoolWithTag(block.cast(), 0);
        }
    });
    assert_eq!(broken, []);
}
