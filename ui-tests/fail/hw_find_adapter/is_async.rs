//! `#[hw_find_adapter]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
async fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    loop {}
}

fn main() {}
