//! `#[hw_buildio]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
unsafe fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

fn main() {}
