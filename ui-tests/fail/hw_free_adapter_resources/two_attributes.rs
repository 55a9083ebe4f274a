//! `#[hw_free_adapter_resources]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
#[hw_timer]
fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
#[miniport::hw_free_adapter_resources]
fn twice(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

fn main() {}
