//! `#[hw_find_adapter]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
unsafe fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

fn main() {}
