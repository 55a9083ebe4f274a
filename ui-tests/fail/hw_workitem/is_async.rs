//! `#[hw_workitem]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
async fn rescan(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

fn main() {}
