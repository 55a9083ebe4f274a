//! `#[hw_dpc]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
fn extension_by_value(adapter: Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
fn context_by_value(adapter: &Adapter, cx: Deferred<'_, Adapter>) {}

#[hw_dpc]
fn shared_context(adapter: &Adapter, cx: &Deferred<'_, Adapter>) {}

#[hw_dpc]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) {}

#[hw_dpc]
fn swapped(cx: &mut Deferred<'_, Adapter>, adapter: &Adapter) {}

#[hw_dpc]
fn borrowed_argument(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, argument: &u32) {}

fn main() {}
