//! `#[hw_dpc]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
async fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

fn main() {}
