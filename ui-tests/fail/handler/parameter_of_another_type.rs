//! A parameter takes what the callback gets.
#![allow(unused)]
use core::task::Context;

use miniport::ffi::SCSI_REQUEST_BLOCK;
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_dpc]
fn complete(_: &Adapter, _: &mut Context<'_>) {}

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: SCSI_REQUEST_BLOCK,
) -> Result<(), Srb<Adapter>> {
    Ok(())
}

fn main() {}
