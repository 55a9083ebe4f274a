//! `#[hw_free_adapter_resources]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
unsafe fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

fn main() {}
