//! `#[hw_free_adapter_resources]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
fn type_parameter<T: Send>(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn constant_parameter<const N: usize>(
    adapter: &Adapter,
    cx: &mut FreeAdapterResources<'_, Adapter>,
) {
}

#[hw_free_adapter_resources]
fn where_clause(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>)
where
    Adapter: Send,
{
}

#[hw_free_adapter_resources]
fn all_of_them<'a, T, const N: usize>(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>)
where
    T: Send,
{
}

fn main() {}
