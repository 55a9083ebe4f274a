//! `#[hw_buildio]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_buildio]
fn exclusive_extension(
    adapter: &mut Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn extension_by_value(
    adapter: Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn context_by_value(
    adapter: &Adapter,
    cx: BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn shared_context(
    adapter: &Adapter,
    cx: &BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn other_context(
    adapter: &Adapter,
    cx: &mut Interrupt<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn swapped(
    cx: &mut BuildIo<'_, Adapter>,
    adapter: &Adapter,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

#[hw_buildio]
fn borrowed_request(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: &mut Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    loop {}
}

fn main() {}
