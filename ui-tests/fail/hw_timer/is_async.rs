//! `#[hw_timer]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
async fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

fn main() {}
