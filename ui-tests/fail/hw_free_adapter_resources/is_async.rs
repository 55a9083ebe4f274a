//! `#[hw_free_adapter_resources]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_free_adapter_resources]
async fn free(adapter: &Adapter, cx: &mut FreeAdapterResources<'_, Adapter>) {}

fn main() {}
