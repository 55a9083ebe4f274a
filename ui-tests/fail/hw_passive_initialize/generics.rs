//! `#[hw_passive_initialize]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
fn type_parameter<T: Send>(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn constant_parameter<const N: usize>(
    adapter: &Adapter,
    cx: &mut PassiveInitialize<'_, Adapter>,
) -> bool {
    loop {}
}

#[hw_passive_initialize]
fn where_clause(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool
where
    Adapter: Send,
{
    loop {}
}

#[hw_passive_initialize]
fn all_of_them<'a, T, const N: usize>(
    adapter: &Adapter,
    cx: &mut PassiveInitialize<'_, Adapter>,
) -> bool
where
    T: Send,
{
    loop {}
}

fn main() {}
