//! `#[hw_buildio]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
fn type_parameter<T: Send>(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn constant_parameter<const N: usize>(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn where_clause(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>>
where
    Adapter: Send,
{
    loop {}
}

#[hw_buildio]
fn all_of_them<'a, T, const N: usize>(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>>
where
    T: Send,
{
    loop {}
}

fn main() {}
