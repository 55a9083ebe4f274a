//! `#[hw_free_adapter_resources]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_free_adapter_resources]
    fn free(&self, cx: &mut FreeAdapterResources<'_, Self>) {}
}

fn main() {}
