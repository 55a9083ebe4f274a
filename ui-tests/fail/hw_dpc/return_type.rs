//! `#[hw_dpc]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn a_bool(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) -> bool {
    true
}

#[hw_dpc]
fn a_result(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) -> Result<(), ()> {
    Ok(())
}

fn main() {}
