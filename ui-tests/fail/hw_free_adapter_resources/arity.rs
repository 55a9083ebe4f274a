//! `#[hw_free_adapter_resources]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
fn none() {}

#[hw_free_adapter_resources]
fn too_few(adapter: &Adapter) {}

#[hw_free_adapter_resources]
fn too_many(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>, extra: u32) {}

fn main() {}
