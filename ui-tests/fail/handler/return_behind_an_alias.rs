//! What an alias hides is found by its type, and shown at the return type.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

type Answer = u8;

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> Answer {
    1
}

#[hw_startio]
fn start_io(_: &Adapter, _: &mut StartIo<'_, Adapter>, _: Srb<Adapter>) -> Result<(), Answer> {
    Ok(())
}

fn main() {}
