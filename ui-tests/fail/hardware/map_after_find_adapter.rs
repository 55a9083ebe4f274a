//! StorPortGetDeviceBase and StorPortFreeDeviceBase are called in find-adapter only.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

enum Block {}
impl RegisterBlock for Block {
    const SIZE: usize = 0x40;
}

#[derive(DeviceExtension)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    let config: &mut PortConfiguration<'_> = loop {};
    cx.map_registers::<Block>(config, 0).is_ok()
}

fn main() {}
