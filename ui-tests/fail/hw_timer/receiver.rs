//! `#[hw_timer]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_timer]
    fn tick(&self, cx: &mut TimerTick<'_, Self>) {}
}

fn main() {}
