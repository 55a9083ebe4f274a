//! `#[hw_workitem]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_workitem]
fn type_parameter<T: Send>(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem]
fn constant_parameter<const N: usize>(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {}

#[hw_workitem]
fn where_clause(adapter: &Adapter, cx: &mut Passive<'_, Adapter>)
where
    Adapter: Send,
{
}

#[hw_workitem]
fn opaque_argument(adapter: &Adapter, cx: &mut Passive<'_, Adapter>, argument: impl Send) {}

fn main() {}
