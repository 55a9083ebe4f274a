//! `#[hw_find_adapter]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn type_parameter<T: Send>(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[hw_find_adapter]
fn constant_parameter<const N: usize>(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[hw_find_adapter]
fn where_clause(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError>
where
    Adapter: Send,
{
    loop {}
}

#[hw_find_adapter]
fn all_of_them<'a, T, const N: usize>(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError>
where
    T: Send,
{
    loop {}
}

fn main() {}
