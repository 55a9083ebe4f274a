//! `#[hw_dpc]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn type_parameter<T: Send>(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
fn constant_parameter<const N: usize>(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {}

#[hw_dpc]
fn where_clause(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>)
where
    Adapter: Send,
{
}

#[hw_dpc]
fn opaque_argument(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, argument: impl Send) {}

fn main() {}
