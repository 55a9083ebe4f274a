//! `#[hw_free_adapter_resources]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn extension_by_value(adapter: Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn context_by_value(adapter: &Adapter, cx: FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn shared_context(adapter: &Adapter, cx: &FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn swapped(cx: &mut FreeAdapterResources<'_, Adapter>, adapter: &Adapter) {}

fn main() {}
