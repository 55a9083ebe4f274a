//! `#[hw_initialize]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
fn extension_by_value(adapter: Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
fn context_by_value(adapter: &Adapter, cx: Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
fn shared_context(adapter: &Adapter, cx: &Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
fn swapped(cx: &mut Initialize<'_, Adapter>, adapter: &Adapter) -> bool {
    loop {}
}

fn main() {}
