//! `#[hw_workitem]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
fn exclusive_extension(adapter: &mut Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem]
fn extension_by_value(adapter: Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem]
fn context_by_value(adapter: &Adapter, cx: Passive<'_, Adapter>) {}

#[hw_workitem]
fn shared_context(adapter: &Adapter, cx: &Passive<'_, Adapter>) {}

#[hw_workitem]
fn other_context(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) {}

#[hw_workitem]
fn swapped(cx: &mut Passive<'_, Adapter>, adapter: &Adapter) {}

#[hw_workitem]
fn borrowed_argument(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, argument: &u32) {}

fn main() {}
