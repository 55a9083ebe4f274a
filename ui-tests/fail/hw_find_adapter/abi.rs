//! `#[hw_find_adapter]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
extern "C" fn c(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

#[hw_find_adapter]
extern "system" fn system(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

fn main() {}
