//! `#[hw_timer_ex]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_timer_ex]
extern "C" fn c(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

#[hw_timer_ex]
extern "system" fn system(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {}

fn main() {}
