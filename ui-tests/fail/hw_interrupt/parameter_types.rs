//! `#[hw_interrupt]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_interrupt]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt]
fn extension_by_value(adapter: Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt]
fn context_by_value(adapter: &Adapter, cx: Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt]
fn shared_context(adapter: &Adapter, cx: &Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt]
fn other_context(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) -> bool {
    loop {}
}

#[hw_interrupt]
fn swapped(cx: &mut Interrupt<'_, Adapter>, adapter: &Adapter) -> bool {
    loop {}
}

fn main() {}
