//! `#[hw_timer]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn type_parameter<T: Send>(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer]
fn constant_parameter<const N: usize>(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer]
fn where_clause(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>)
where
    Adapter: Send,
{
}

#[hw_timer]
fn all_of_them<'a, T, const N: usize>(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>)
where
    T: Send,
{
}

fn main() {}
