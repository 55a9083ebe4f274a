//! The attributes of the two paths are for their own extensions.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter;

#[hw_interrupt]
fn isr(_: &DumpAdapter, _: &mut Interrupt<'_, DumpAdapter>) -> bool {
    true
}

#[dump_hw_interrupt]
fn poll(_: &Adapter, _: &mut Dumping<'_, Adapter>) -> bool {
    true
}

#[dump_hw_initialize]
fn initialize(_: &DumpAdapter, _: &mut Initialize<'_, DumpAdapter>) -> bool {
    true
}

fn main() {}
