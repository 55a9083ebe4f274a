//! `#[hw_interrupt]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
async fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
