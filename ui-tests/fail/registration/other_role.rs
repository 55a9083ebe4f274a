//! A callback is registered in the slot of its role (RoleTypeCorrectlyUsed).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

fn plain(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

fn driver() {
    let _ = Driver::<Adapter>::new().hw_reset_bus::<initialize>();
    let _ = Driver::<Adapter>::new().hw_initialize::<plain>();
}

fn main() {}
