//! `#[hw_startio]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_startio]
    fn start_io(&self, cx: &mut StartIo<'_, Self>, srb: Srb<Self>) -> Result<(), Srb<Self>> {
        loop {}
    }
}

fn main() {}
