//! `#[hw_passive_initialize]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
extern "C" fn c(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_passive_initialize]
extern "system" fn system(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
