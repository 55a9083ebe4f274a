//! `#[hw_free_adapter_resources]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources(fast)]
fn a_word(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

fn main() {}
