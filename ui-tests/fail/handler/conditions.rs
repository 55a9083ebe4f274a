//! A handler is one function: there is nothing to put conditions on.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
fn tick(_: &Adapter, _: &mut TimerTick<'_, Adapter>)
where
    Adapter: Copy,
{
}

fn main() {}
