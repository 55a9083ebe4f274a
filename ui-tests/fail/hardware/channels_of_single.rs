//! Concurrent channels are part of the extension's type, because the StartIo lock follows from them.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.initialize_concurrent_channels(4, &PerfOptions::new())
        .is_ok()
}

fn main() {}
