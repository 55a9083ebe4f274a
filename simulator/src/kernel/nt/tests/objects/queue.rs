//! Queue objects.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use crate::kernel::level::{DISPATCH_LEVEL, PASSIVE_LEVEL};
use crate::kernel::nt::tests::bench::{Bench, broken_by, place, time};
use crate::verifier::{Role, Rule};

/// `KQUEUE`, by its size.
type Queue = [usize; 8];

unsafe extern "C" {
    fn KeInitializeQueue(queue: *mut Queue, count: ULONG);
    fn KeInsertQueue(queue: *mut Queue, entry: PLIST_ENTRY) -> LONG;
    fn KeInsertHeadQueue(queue: *mut Queue, entry: PLIST_ENTRY) -> LONG;
    fn KeReadStateQueue(queue: *mut Queue) -> LONG;
    fn KeRemoveQueue(
        queue: *mut Queue,
        mode: KPROCESSOR_MODE,
        timeout: PLARGE_INTEGER,
    ) -> PLIST_ENTRY;
    fn KeRemoveQueueEx(
        queue: *mut Queue,
        mode: KPROCESSOR_MODE,
        alertable: BOOLEAN,
        timeout: PLARGE_INTEGER,
        entries: *mut PLIST_ENTRY,
        count: ULONG,
    ) -> ULONG;
    fn KeRundownQueue(queue: *mut Queue) -> PLIST_ENTRY;
}

fn queue() -> *mut Queue {
    let queue = place();
    unsafe { KeInitializeQueue(queue, 0) };
    queue
}

/// Takes the first entry, or waits for one, at most for a time in units of 100 ns.
fn remove(queue: *mut Queue, until: PLARGE_INTEGER) -> usize {
    unsafe { KeRemoveQueue(queue, KernelMode, until) as usize }
}

#[test]
fn entries_come_out_of_a_queue_in_their_order() {
    let broken = broken_by(|| unsafe {
        let (queue, [a, b, c]) = (queue(), [place(), place(), place()]);
        assert_eq!(remove(queue, time(0)), STATUS_TIMEOUT as usize);
        assert_eq!(remove(queue, time(-1000)), STATUS_TIMEOUT as usize);
        assert_eq!((KeInsertQueue(queue, a), KeInsertQueue(queue, b)), (0, 1));
        assert_eq!(
            (KeInsertHeadQueue(queue, c), KeReadStateQueue(queue)),
            (2, 3)
        );
        assert_eq!(remove(queue, null_mut()), c as usize);
        let mut entries = [null_mut(); 3];
        let count = KeRemoveQueueEx(queue, KernelMode, FALSE, time(0), entries.as_mut_ptr(), 3);
        assert_eq!((count, entries), (2, [a, b, null_mut()]));
        assert_eq!(KeReadStateQueue(queue), 0);
        let count = KeRemoveQueueEx(queue, KernelMode, FALSE, time(0), entries.as_mut_ptr(), 3);
        assert_eq!((count, entries[0] as usize), (1, STATUS_TIMEOUT as usize));
        // What is left is a list without a head.
        KeInsertQueue(queue, a);
        KeInsertQueue(queue, b);
        assert_eq!(KeRundownQueue(queue), a);
        assert_eq!(((*a).Flink, (*b).Flink), (b, a));
        KeInitializeQueue(queue, 1);
        assert_eq!(KeRundownQueue(queue), null_mut());
    });
    assert_eq!(broken, []);
}

#[test]
fn an_entry_goes_to_one_thread_that_waits_and_is_in_no_queue_then() {
    for seed in 0..30 {
        let bench = Bench::racing(seed);
        let (queue, taken) = (place::<Queue>(), Rc::new(RefCell::new(Vec::new())));
        bench.run(move || unsafe { KeInitializeQueue(queue, 0) });
        for _ in 0..3 {
            let taken = Rc::clone(&taken);
            bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
                let entry = remove(queue, null_mut());
                taken.borrow_mut().push(entry);
            });
        }
        bench.finish();
        let entries: [PLIST_ENTRY; 3] = [place(), place(), place()];
        bench.start(DISPATCH_LEVEL, Role::KDeferred, move || unsafe {
            for entry in entries {
                assert_eq!(KeInsertQueue(queue, entry), 0);
                assert_eq!(KeReadStateQueue(queue), 0);
            }
            assert_eq!(KeInsertQueue(queue, place()), 0);
            assert_eq!(KeReadStateQueue(queue), 1);
        });
        bench.finish();
        let mut taken = taken.take();
        taken.sort_unstable();
        let mut wanted = entries.map(|entry| entry as usize);
        wanted.sort_unstable();
        assert_eq!(taken, wanted);
        bench.report().assert_clean();
    }
}

#[test]
fn a_queue_is_not_run_down_under_who_waits_nor_given_an_entry_twice() {
    let bench = Bench::new();
    let queue = place::<Queue>();
    bench.run(move || unsafe { KeInitializeQueue(queue, 0) });
    bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
        // STATUS_ABANDONED
        assert_eq!(remove(queue, null_mut()), 0x80);
    });
    bench.finish();
    bench.run(move || unsafe {
        KeRundownQueue(queue);
        // It is none until it is initialised again; whoever wants an entry hears why there is none.
        KeInsertQueue(queue, place());
        assert_eq!(remove(queue, null_mut()), 0x80);
        assert_eq!(remove_some(queue, time(0)), (1, 0x80));
        KeInitializeQueue(queue, 0);
        let entry = place();
        KeInsertQueue(queue, entry);
        KeInsertQueue(queue, entry);
    });
    assert_eq!(
        bench.broken(),
        [
            Rule::BusyObject,
            Rule::ObjectNotInitialised,
            Rule::BusyObject
        ]
    );
}

/// Takes two entries at most: how many, and the first.
fn remove_some(queue: *mut Queue, until: PLARGE_INTEGER) -> (ULONG, usize) {
    let mut entries = [null_mut(); 2];
    let count =
        unsafe { KeRemoveQueueEx(queue, KernelMode, FALSE, until, entries.as_mut_ptr(), 2) };
    (count, entries[0] as usize)
}

#[test]
fn a_queue_that_was_never_initialised_is_reported_once() {
    let bench = Bench::new();
    bench.run(|| assert_eq!(remove_some(place(), time(0)), (1, 0x80)));
    let found = &bench.report().violations;
    assert_eq!((found.len(), found[0].occurrences), (1, 1));
    assert_eq!(found[0].rule, Rule::ObjectNotInitialised);
}

#[test]
fn a_queue_is_not_initialised_under_who_waits() {
    let bench = Bench::new();
    let queue = place::<Queue>();
    bench.run(move || unsafe { KeInitializeQueue(queue, 0) });
    bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
        assert_eq!(remove(queue, null_mut()), 0x80);
    });
    bench.finish();
    bench.run(move || unsafe { KeInitializeQueue(queue, 0) });
    assert_eq!(bench.broken(), [Rule::BusyObject]);
}

#[test]
fn no_entry_is_behind_the_status_of_a_wait_that_timed_out() {
    let mut late = 0;
    for seed in 0..40 {
        let bench = Bench::racing(seed);
        let queue = place::<Queue>();
        bench.run(move || unsafe { KeInitializeQueue(queue, 0) });
        let got = Rc::new(Cell::new((0, 0)));
        let out = Rc::clone(&got);
        bench.start(PASSIVE_LEVEL, Role::SystemThread, move || {
            out.set(remove_some(queue, time(-10_000)));
        });
        // All processors are busy when the time is over: until the thread runs again, there is an entry.
        for _ in 0..3 {
            bench.start(DISPATCH_LEVEL, Role::KDeferred, move || unsafe {
                for _ in 0..70 {
                    KeStallExecutionProcessor(50);
                }
                KeInsertQueue(queue, place());
            });
        }
        bench.finish();
        let (count, first) = got.get();
        let is_late = first == STATUS_TIMEOUT as usize;
        late += u32::from(is_late);
        let left = if is_late { 3 } else { 3 - count as LONG };
        assert!(count == 1 || !is_late);
        bench.run(move || unsafe { assert_eq!(KeReadStateQueue(queue), left) });
        bench.report().assert_clean();
    }
    assert!(late > 0, "some wait ends before an entry is there");
}

#[test]
fn the_state_of_a_queue_is_the_drivers_memory() {
    let broken = broken_by(|| unsafe {
        let queue = queue();
        // SignalState
        let state = queue.cast::<LONG>().add(1);
        state.write(LONG::MAX);
        assert_eq!(KeInsertQueue(queue, place()), LONG::MAX);
        assert_eq!(KeReadStateQueue(queue), LONG::MIN);
        remove(queue, time(0));
        assert_eq!(KeReadStateQueue(queue), LONG::MAX);
    });
    assert_eq!(broken, []);
}

#[test]
fn who_waits_at_dispatch_level_hears_that_there_is_no_entry() {
    let bench = Bench::new();
    bench.start(DISPATCH_LEVEL, Role::KDeferred, || {
        let queue = queue();
        assert_eq!(remove(queue, null_mut()), STATUS_TIMEOUT as usize);
    });
    bench.finish();
    assert_eq!(bench.broken(), [Rule::WrongIrql]);
}
