//! Contiguous memory, memory that the device has for itself, and lists of a driver's own memory.

use std::cell::Cell;
use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Machine, Report, Role, Rule, Violation};

use super::{expect, expect_within, run_on};
use crate::raw::physical::Event;

fn at(address: i64) -> PHYSICAL_ADDRESS {
    PHYSICAL_ADDRESS { QuadPart: address }
}

/// Asks for between `minimum` and `preferred` bytes in at most two ranges; how many there are.
fn ask(
    event: &Event,
    minimum: usize,
    preferred: usize,
    ranges: &mut [ACCESS_RANGE; 2],
) -> (u32, u32) {
    let mut count = 2;
    let status = unsafe {
        StorPortAllocateHostMemoryBuffer(
            event.device,
            minimum,
            preferred,
            0,
            4096,
            at(0),
            at(i64::MAX),
            at(0),
            ranges.as_mut_ptr(),
            &raw mut count,
        )
    };
    (status, count)
}

fn no_ranges() -> [ACCESS_RANGE; 2] {
    unsafe { std::mem::zeroed() }
}

#[test]
fn host_memory_of_sizes_that_are_none() {
    for (minimum, preferred) in [(8192, 4096), (0, 0), (0, 5000)] {
        expect_within(
            Rule::BadParameter,
            Role::HwPassiveInitialize,
            "line",
            move |event| {
                let asked = ask(event, minimum, preferred, &mut no_ranges());
                assert_eq!(asked.0, STOR_STATUS_INVALID_PARAMETER);
            },
        );
    }
    expect_within(
        Rule::BadParameter,
        Role::HwPassiveInitialize,
        "line",
        |event| unsafe {
            StorPortFreeHostMemoryBuffer(event.device, null_mut(), 1);
        },
    );
}

#[test]
fn host_memory_that_is_freed_twice_or_never() {
    let allocated = |event: &Event| {
        let mut ranges = no_ranges();
        // By policy there may be none: it is asked for again.
        loop {
            let (status, count) = ask(event, 0, 1 << 16, &mut ranges);
            if status == STOR_STATUS_SUCCESS {
                return (ranges, count);
            }
            assert_eq!(status, STOR_STATUS_INSUFFICIENT_RESOURCES);
        }
    };
    expect_within(
        Rule::DoubleFree,
        Role::HwPassiveInitialize,
        "line",
        move |event| unsafe {
            let (mut ranges, _) = allocated(event);
            let free = |ranges: &mut [ACCESS_RANGE; 2]| {
                StorPortFreeHostMemoryBuffer(event.device, ranges.as_mut_ptr(), 1)
            };
            assert_eq!(free(&mut ranges), STOR_STATUS_SUCCESS);
            assert_eq!(free(&mut ranges), STOR_STATUS_UNSUCCESSFUL);
        },
    );
    expect(Rule::Leak, None, "line", move |event| {
        if event.role == Role::HwPassiveInitialize {
            allocated(event);
        }
        None
    });
}

#[test]
fn contiguous_memory_is_freed_with_its_length() {
    expect_within(
        Rule::ForeignFree,
        Role::HwPassiveInitialize,
        "line",
        |event| unsafe {
            let mut base = null_mut();
            let status = StorPortAllocateContiguousMemorySpecifyCacheNode(
                event.device,
                8192,
                at(0),
                at(i64::MAX),
                at(0),
                MmCached,
                MM_ANY_NODE_OK,
                &raw mut base,
            );
            assert_eq!(status, STOR_STATUS_SUCCESS);
            StorPortFreeContiguousMemorySpecifyCache(event.device, base, 4096, MmCached);
        },
    );
}

thread_local! {
    /// What became of the list that is built: whether the routine is to put it back, and how often it ran.
    static LIST: Cell<(bool, u32)> = const { Cell::new((true, 0)) };
}

/// Looks at the list, and puts it back.
unsafe extern "system" fn built(
    _: *mut PVOID,
    _: *mut PVOID,
    list: PSTOR_SCATTER_GATHER_LIST,
    device: PVOID,
) {
    let (put_back, times) = LIST.get();
    LIST.set((put_back, times + 1));
    unsafe {
        let pieces = (*list).NumberOfElements as usize;
        let first = (&raw const (*list).List).cast::<STOR_SCATTER_GATHER_ELEMENT>();
        let bytes: u32 = (0..pieces).map(|piece| (*first.add(piece)).Length).sum();
        assert_eq!(bytes, 10_000);
        if put_back {
            assert_eq!(
                StorPortPutScatterGatherList(device, list, TRUE),
                STOR_STATUS_SUCCESS
            );
        }
    }
}

/// Has a list built of 10,000 bytes of pool memory, in a buffer of this size; both stay as long as the adapter.
fn build(event: &Event, room: u32) -> u32 {
    unsafe {
        let (mut memory, mut buffer, mut mdl) = (null_mut(), null_mut(), null_mut());
        StorPortAllocatePool(event.device, 10_000, 1, &raw mut memory);
        StorPortAllocatePool(event.device, 1024, 2, &raw mut buffer);
        StorPortAllocateMdl(event.device, memory, 10_000, &raw mut mdl);
        StorPortBuildMdlForNonPagedPool(event.device, mdl);
        StorPortBuildScatterGatherList(
            event.device,
            mdl,
            memory,
            10_000,
            Some(built),
            event.device,
            TRUE,
            buffer,
            room,
        )
    }
}

/// Runs a write with `deed` in its StartIo, for some seeds; how often the list's routine ran before it was asked.
fn with_lists(put_back: bool, deed: fn(&Event)) -> Vec<Report> {
    let run = |seed| {
        LIST.set((put_back, 0));
        run_on(Machine::builder(seed), "line", move |event| {
            // Once, also where the request is busy at first.
            let first = || std::mem::replace(&mut event.extension().started, 1) == 0;
            if event.role == Role::HwStartIo && event.is_write() && first() {
                deed(event);
            }
            None
        })
    };
    (1..=8).map(run).collect()
}

#[test]
fn a_list_is_built_before_the_routine_returns_or_after() {
    thread_local! {
        static EARLY: Cell<u32> = const { Cell::new(0) };
    }
    EARLY.set(0);
    let reports = with_lists(true, |event| {
        assert_eq!(build(event, 1024), STOR_STATUS_SUCCESS);
        EARLY.set(EARLY.get() + LIST.get().1);
    });
    for report in &reports {
        // What was allocated for it is never freed.
        let others = report
            .violations
            .iter()
            .filter(|found| found.rule != Rule::Leak);
        assert_eq!(others.count(), 0, "{report}");
    }
    assert_eq!(LIST.get().1, 1, "the last seed's routine ran");
    assert!((1..8).contains(&EARLY.get()), "{} of 8", EARLY.get());
}

#[test]
fn a_list_needs_room_is_put_back_once_and_is_put_back() {
    with_lists(true, |event| {
        assert_eq!(build(event, 20), STOR_STATUS_BUFFER_TOO_SMALL);
    });
    assert_eq!(LIST.get().1, 0);
    for report in with_lists(true, |event| unsafe {
        assert_eq!(
            StorPortPutScatterGatherList(event.device, event.device.cast(), TRUE),
            STOR_STATUS_INVALID_PARAMETER
        );
    }) {
        assert_eq!(
            report.violations_of(Rule::ForeignFree).count(),
            1,
            "{report}"
        );
    }
    for report in with_lists(false, |event| {
        build(event, 1024);
    }) {
        let lists = |found: &Violation| found.message.contains("lists were not put back");
        assert!(report.violations_of(Rule::Leak).any(lists), "{report}");
    }
}
