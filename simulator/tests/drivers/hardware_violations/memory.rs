//! Contiguous memory, and memory that the device has for itself.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::{expect, expect_within};
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
