//! It answers nothing.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_tracing_enabled]
fn tracing(_: &Adapter, _: &mut TracingEnabled<'_, Adapter>, enabled: bool) -> bool {
    enabled
}

fn main() {}
