//! `#[hw_passive_initialize]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn extension_by_value(adapter: Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn context_by_value(adapter: &Adapter, cx: PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn shared_context(adapter: &Adapter, cx: &PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn swapped(cx: &mut PassiveInitialize<'_, Adapter>, adapter: &Adapter) -> bool {
    loop {}
}

fn main() {}
