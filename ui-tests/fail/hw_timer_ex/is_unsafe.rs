//! `#[hw_timer_ex]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
unsafe fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
