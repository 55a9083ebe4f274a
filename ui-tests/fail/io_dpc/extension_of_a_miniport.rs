//! The role is one of a WDM driver.
#![allow(unused, non_camel_case_types)]
use miniport::wdm::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[io_dpc]
fn finish(_: &Adapter, _: &mut DeferredIo<'_, Adapter>, _: Option<Irp<Adapter>>) {}

#[kservice]
fn service(_: &Adapter, _: &mut Service<'_, Adapter>) -> bool {
    true
}

fn main() {}
