//! Device queues, time and processors.

use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;

use super::bench::{Bench, broken_by, place};
use crate::verifier::{Role, Rule};

/// Runs a piece of a driver at `DISPATCH_LEVEL`: the rules that it breaks.
fn broken_at_dispatch(work: impl FnOnce() + 'static) -> Vec<Rule> {
    let bench = Bench::new();
    bench.start(DISPATCH_LEVEL, Role::KDeferred, work);
    bench.finish();
    bench.broken()
}

fn queue() -> PKDEVICE_QUEUE {
    let queue = place();
    unsafe { KeInitializeDeviceQueue(queue) };
    queue
}

#[test]
fn the_first_entry_finds_the_device_idle_and_the_others_wait() {
    let broken = broken_at_dispatch(|| unsafe {
        let (queue, entries) = (queue(), [place(), place(), place::<KDEVICE_QUEUE_ENTRY>()]);
        let [first, second, third] = entries;
        assert_eq!(KeInsertDeviceQueue(queue, first), FALSE);
        assert_eq!((*queue).Busy, TRUE);
        assert_eq!(KeInsertDeviceQueue(queue, second), TRUE);
        assert_eq!(KeInsertDeviceQueue(queue, third), TRUE);
        assert_eq!(((*first).Inserted, (*third).Inserted), (FALSE, TRUE));
        assert_eq!(KeRemoveEntryDeviceQueue(queue, second), TRUE);
        assert_eq!(KeRemoveEntryDeviceQueue(queue, second), FALSE);
        assert_eq!(KeRemoveDeviceQueue(queue), third);
        assert_eq!(KeRemoveDeviceQueue(queue), null_mut());
        assert_eq!((*queue).Busy, FALSE);
    });
    assert_eq!(broken, []);
}

#[test]
fn entries_are_taken_by_their_keys() {
    let broken = broken_at_dispatch(|| unsafe {
        let queue = queue();
        let entry = |key| {
            let entry: PKDEVICE_QUEUE_ENTRY = place();
            assert_eq!(KeInsertByKeyDeviceQueue(queue, entry, key), TRUE);
            entry
        };
        KeInsertByKeyDeviceQueue(queue, place(), 9);
        let (five, one, again, nine) = (entry(5), entry(1), entry(5), entry(9));
        assert_eq!(KeRemoveByKeyDeviceQueue(queue, 4), five);
        assert_eq!(KeRemoveByKeyDeviceQueue(queue, 6), nine);
        // From the highest key on it begins again.
        assert_eq!(KeRemoveByKeyDeviceQueue(queue, 6), one);
        assert_eq!(KeRemoveByKeyDeviceQueue(queue, 0), again);
        assert_eq!(KeRemoveByKeyDeviceQueue(queue, 0), null_mut());
    });
    assert_eq!(broken, []);
}

#[test]
fn misuse_of_device_queues_is_reported() {
    type Deed = fn(PKDEVICE_QUEUE);
    let deeds: [(Deed, &[Rule]); 4] = [
        (
            |_| unsafe {
                KeInsertDeviceQueue(place(), place());
            },
            &[Rule::ObjectNotInitialised],
        ),
        (
            |queue| unsafe {
                KeRemoveDeviceQueue(queue);
            },
            &[Rule::DeviceQueue],
        ),
        (
            |queue| unsafe {
                let entry = place();
                KeInsertDeviceQueue(queue, place());
                KeInsertDeviceQueue(queue, entry);
                KeInsertDeviceQueue(queue, entry);
            },
            &[Rule::DeviceQueue],
        ),
        (
            |_| unsafe { KeInitializeDeviceQueue(null_mut()) },
            &[Rule::BadParameter],
        ),
    ];
    for (number, (deed, rules)) in deeds.into_iter().enumerate() {
        let broken = broken_at_dispatch(move || deed(queue()));
        assert_eq!(broken, rules, "deed {number}");
    }
    let at_passive = broken_by(|| unsafe {
        KeInsertDeviceQueue(queue(), place());
    });
    assert_eq!(at_passive, [Rule::WrongIrql]);
}

#[test]
fn time_passes_by_what_is_stalled() {
    let bench = Bench::racing(1);
    let kernel = Rc::clone(&bench.kernel);
    bench.run(move || unsafe {
        let (counter, time, frequency) = (place(), place(), place());
        let start = KeQueryInterruptTimePrecise(counter);
        assert_eq!(*counter, start);
        KeQuerySystemTimePrecise(time);
        assert_eq!((*time).QuadPart as u64, kernel.system_time());
        let before = KeQueryPerformanceCounter(frequency).QuadPart;
        KeStallExecutionProcessor(40);
        let after = KeQueryPerformanceCounter(null_mut()).QuadPart;
        assert_eq!((*frequency).QuadPart, 10_000_000);
        assert!((400..420).contains(&(after - before)));
        assert!(KeQueryInterruptTimePrecise(counter) - start >= 400);
        assert_eq!(KeQueryActiveProcessorCountEx(0), 3);
        assert_eq!(KeQueryActiveProcessorCountEx(1), 0);
        let number: PPROCESSOR_NUMBER = place();
        let index = KeGetCurrentProcessorNumberEx(number);
        assert_eq!(index, u32::from((*number).Number));
    });
    bench.report().assert_clean();
    assert_eq!(
        broken_by(|| unsafe { KeStallExecutionProcessor(2_000) }),
        [Rule::Stall]
    );
}
