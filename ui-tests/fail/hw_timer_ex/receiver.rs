//! `#[hw_timer_ex]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_timer_ex]
    fn expired(&self, cx: &mut TimerExpired<'_, Self>) {}
}

fn main() {}
