//! It answers nothing.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_state_change]
fn changed(_: &Adapter, _: &mut StateChanged<'_, Adapter>, _: HandledChange) -> bool {
    true
}

fn main() {}
