//! `#[hw_free_adapter_resources]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>, _: ...) {}

fn main() {}
