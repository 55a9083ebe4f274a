//! `#[hw_timer]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer]
extern "C" fn c(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

#[hw_timer]
extern "system" fn system(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {}

fn main() {}
