//! `#[hw_initialize]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
extern "C" fn c(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

#[hw_initialize]
extern "system" fn system(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
