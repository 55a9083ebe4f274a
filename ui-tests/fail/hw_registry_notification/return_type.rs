//! It answers nothing.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_registry_notification]
fn changed(_: &Adapter, _: &mut RegistryNotification<'_, Adapter>) -> u32 {
    0
}

fn main() {}
