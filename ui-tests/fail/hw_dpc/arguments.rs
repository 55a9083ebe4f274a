//! `#[hw_dpc]`: the attribute takes no arguments.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc(fast)]
fn a_word(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc(irql = 2)]
fn a_value(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

fn main() {}
