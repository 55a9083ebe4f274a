//! The buffers of a physical miniport are mapped only when it asks.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

fn length(srb: &Srb<Adapter>) -> usize {
    srb.data().len()
}

fn main() {}
