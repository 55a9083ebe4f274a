//! StorPortGetUncachedExtension is called in find-adapter only.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_passive_initialize]
fn initialize(_: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    let config: &mut PortConfiguration<'_> = loop {};
    config
        .uncached_extension(cx, Limits::new(4096, 2), &DmaLayout::new())
        .is_ok()
}

fn main() {}
