//! `#[hw_reset_bus]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_reset_bus]
    fn reset_bus(&self, cx: &mut ResetBus<'_, Self>, path_id: u32) -> bool {
        loop {}
    }
}

fn main() {}
