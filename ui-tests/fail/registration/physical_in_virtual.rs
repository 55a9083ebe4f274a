//! A virtual miniport has no hardware: neither HW_FIND_ADAPTER nor HW_INTERRUPT.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}

#[hw_interrupt]
fn isr(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    false
}

fn driver() {
    let _ = Driver::<Adapter>::new().hw_find_adapter::<find_adapter>();
    let _ = Driver::<Adapter>::new().hw_interrupt::<isr>();
}

fn main() {}
