//! A handler has a body.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

trait Handlers {
    #[hw_timer]
    fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>);
}

unsafe extern "C" {
    #[hw_timer]
    fn foreign(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>);
}

fn main() {}
