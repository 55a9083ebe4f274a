//! A callback belongs to the device extension that is registered.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Other;

#[hw_initialize]
fn initialize(_: &Other, _: &mut Initialize<'_, Other>) -> bool {
    true
}

fn driver() {
    let _ = Driver::<Adapter>::new().hw_initialize::<initialize>();
}

fn main() {}
