//! What the runtime asks of Storport for hardware, seen from Storport's side: this test is a Storport of its own, with one
//! register range, an uncached extension and three messages.

#![allow(
    non_snake_case,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "the header's names and types"
)]

mod driver;
mod dump;
mod given_back;
mod machine;
mod restart;
mod said;
mod short_of_memory;
mod storport;

use miniport::ffi;
use miniport::prelude::*;
use miniport::role;

use driver::{message, reset_bus};
use machine::Hardware;
use storport::{IRQL, LOG, TELLS_IRQL};

#[test]
fn registers_are_accessed_by_their_width() {
    let hardware = Hardware::started();
    assert_eq!(hardware.registers[1], 0x1122_3344_5566_7788);
    assert_eq!(hardware.registers[7], 0x80 << 56);
}

/// What find-adapter asks for in the adapter of a slot, before it ends without one.
#[track_caller]
fn finds_none(slot: u32, answer: ffi::ULONG) {
    let mut hardware = Hardware::new();
    assert_eq!(hardware.find(slot, 0x40).0, answer);
    let log = LOG.take();
    let expected = ["map 64", "uncached", "allocate", "free", "unmap"];
    assert!(
        log.iter()
            .map(|line| line.split(" at").next().unwrap_or_default())
            .eq(expected),
        "{log:?}"
    );
}

#[test]
fn what_was_mapped_for_no_adapter_is_unmapped() {
    finds_none(1, ffi::SP_RETURN_NOT_FOUND);
}

#[test]
fn the_uncached_extension_is_one_for_the_limits_and_addresses() {
    finds_none(2, ffi::SP_RETURN_BAD_CONFIG);
    finds_none(3, ffi::SP_RETURN_BAD_CONFIG);
    let (answer, config) = Hardware::new().find(4, 0x40);
    assert_eq!(answer, ffi::SP_RETURN_FOUND, "lower limits are fine");
    assert_eq!(config.NumberOfPhysicalBreaks, 9);
}

#[test]
fn a_short_range_is_not_mapped() {
    let mut hardware = Hardware::new();
    assert_eq!(hardware.find(0, 0x3f).0, ffi::SP_RETURN_BAD_CONFIG);
    assert!(LOG.take().is_empty());
}

#[test]
fn the_handler_gets_the_data_of_its_message() {
    let mut hardware = Hardware::started();
    IRQL.set(5);
    let handled = [2, 7, 8].map(|id| {
        // SAFETY: the adapter is initialised.
        unsafe {
            role::hw_message_signaled_interrupt::routine::<message, _>(hardware.extension(), id)
        }
    });
    assert_eq!(handled, [1, 1, 0]);
}

#[test]
fn a_message_without_a_lock_is_under_the_interrupt_lock() {
    let mut hardware = Hardware::started();
    IRQL.set(2);
    for (message, expected) in [
        (2, ["message 2", "inside 20", "release message 2 to 2"]),
        (3, ["lock 3", "inside 30", "release lock 3"]),
    ] {
        // SAFETY: the adapter is initialised.
        let reset =
            unsafe { role::hw_reset_bus::routine::<reset_bus, _>(hardware.extension(), message) };
        assert_eq!(
            (reset, LOG.take().as_slice()),
            (1, expected.map(String::from).as_slice())
        );
    }
}

/// The IRQL is asked of Storport alone: this test has no `KeGetCurrentIrql` that the driver could call.
#[test]
fn where_storport_does_not_tell_the_irql_it_is_not_checked() {
    let mut hardware = Hardware::started();
    TELLS_IRQL.set(false);
    IRQL.set(0);
    // SAFETY: the adapter is initialised.
    let handled = unsafe {
        role::hw_message_signaled_interrupt::routine::<message, _>(hardware.extension(), 2)
    };
    assert_eq!(handled, 1);
}

#[derive(DeviceExtension)]
#[device_extension(physical, channels = concurrent)]
struct Parallel;

#[hw_find_adapter]
fn find_parallel(
    _: &mut FindAdapter<'_, Parallel>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Parallel>, FindAdapterError> {
    Ok(Found::new(Parallel, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn asks_for_nothing(_: &Parallel, _: &mut Initialize<'_, Parallel>) -> bool {
    true
}

#[test]
fn concurrent_channels_must_be_asked_for() {
    let mut hardware = Hardware::new();
    assert_eq!(
        hardware.find_as::<find_parallel, _>(0, 0x40).0,
        ffi::SP_RETURN_FOUND
    );
    IRQL.set(5);
    // SAFETY: find-adapter has returned the extension.
    let answer =
        unsafe { role::hw_initialize::routine::<asks_for_nothing, _>(hardware.extension()) };
    assert_eq!(answer, 0);
}
