//! `#[hw_startio]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn exclusive_extension(
    adapter: &mut Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn extension_by_value(
    adapter: Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn context_by_value(
    adapter: &Adapter,
    cx: StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn shared_context(
    adapter: &Adapter,
    cx: &StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn other_context(
    adapter: &Adapter,
    cx: &mut Interrupt<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn swapped(
    cx: &mut StartIo<'_, Adapter>,
    adapter: &Adapter,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

#[hw_startio]
fn borrowed_request(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: &mut Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    loop {}
}

fn main() {}
