//! `#[hw_buildio]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
extern "C" fn c(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
extern "system" fn system(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

fn main() {}
