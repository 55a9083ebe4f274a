//! Pool memory is allocated up to DISPATCH_LEVEL; an interrupt handler runs at DIRQL.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
fn isr(_: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    cx.allocate(0_u32).is_ok()
}

fn main() {}
