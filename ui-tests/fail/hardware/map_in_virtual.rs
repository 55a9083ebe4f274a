//! A virtual miniport has no registers.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn find(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let _ = cx.map_registers::<Block>(config, 0);
    Err(FindAdapterError::NotFound)
}

fn main() {}
