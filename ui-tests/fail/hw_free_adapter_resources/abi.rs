//! `#[hw_free_adapter_resources]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
extern "C" fn c(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
extern "system" fn system(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

fn main() {}
