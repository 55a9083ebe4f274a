//! `#[hw_timer_ex]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
async fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
