//! `#[hw_interrupt]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

impl Adapter {
    #[hw_interrupt]
    fn isr(&self, cx: &mut Interrupt<'_, Self>) -> bool {
        loop {}
    }
}

fn main() {}
