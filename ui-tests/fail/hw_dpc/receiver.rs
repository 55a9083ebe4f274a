//! `#[hw_dpc]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_dpc]
    fn complete(&self, cx: &mut Deferred<'_, Self>) {}
}

fn main() {}
