//! `#[hw_initialize]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
unsafe fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    loop {}
}

fn main() {}
