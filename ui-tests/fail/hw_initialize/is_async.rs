//! `#[hw_initialize]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
async fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
