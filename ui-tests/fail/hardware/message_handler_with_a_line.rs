//! An adapter with `interrupts = line` has no messages.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(interrupts = line)]
struct Adapter;

#[hw_message_signaled_interrupt]
fn message(_: &Adapter, _: &mut MessageInterrupt<'_, Adapter>, _: Message<'_>) -> bool {
    true
}

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::with_message_interrupt::<message>(
        Adapter,
        const { Limits::new(1 << 20, 17) },
    ))
}

fn main() {}
