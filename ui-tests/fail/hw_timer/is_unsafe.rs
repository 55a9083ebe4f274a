//! `#[hw_timer]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
unsafe fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

fn main() {}
