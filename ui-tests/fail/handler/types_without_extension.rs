//! A request is of one extension, and an extension has no lifetime and no owner.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_startio]
fn start_io(_: &Adapter, cx: &mut StartIo<'_, Adapter>, srb: Srb) -> Result<(), Srb> {
    Err(srb)
}

#[hw_timer]
fn tick(_: &Adapter<'_>, _: &mut TimerTick<'_, Adapter<'_>>) {}

#[hw_dpc]
fn complete(_: Box<Adapter>, _: &mut Deferred<'_, Adapter>) {}

fn main() {}
