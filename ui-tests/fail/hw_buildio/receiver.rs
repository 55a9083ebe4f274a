//! `#[hw_buildio]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_buildio]
    fn build_io(&self, cx: &mut BuildIo<'_, Self>, srb: Srb<Self>) -> Option<Srb<Self>> {
        loop {}
    }
}

fn main() {}
