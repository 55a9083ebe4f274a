//! `#[hw_free_adapter_resources]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
fn a_bool(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) -> bool {
    true
}

#[hw_free_adapter_resources]
fn a_result(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) -> Result<(), ()> {
    Ok(())
}

fn main() {}
