//! `#[hw_message_signaled_interrupt]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

impl Adapter {
    #[hw_message_signaled_interrupt]
    fn message(&self, cx: &mut MessageInterrupt<'_, Self>, message: Message<'_>) -> bool {
        loop {}
    }
}

fn main() {}
