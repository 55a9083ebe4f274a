//! `#[virtual_hw_find_adapter]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn by_value(
    cx: FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[virtual_hw_find_adapter]
fn other_context(
    cx: &mut Initialize<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[virtual_hw_find_adapter]
fn no_extension(
    cx: &mut Cx,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[virtual_hw_find_adapter]
fn configuration_by_value(
    cx: &mut FindAdapter<'_, Adapter>,
    config: PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

type Cx = ();

fn main() {}
