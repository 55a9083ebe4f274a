//! `#[hw_passive_initialize]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_passive_initialize]
    fn passive_initialize(&self, cx: &mut PassiveInitialize<'_, Self>) -> bool {
        loop {}
    }
}

fn main() {}
