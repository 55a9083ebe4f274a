//! `#[hw_initialize]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_initialize]
    fn initialize(&self, cx: &mut Initialize<'_, Self>) -> bool {
        loop {}
    }
}

fn main() {}
