//! The types of the parameters.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_registry_notification]
fn with_a_name(_: &Adapter, _: &mut RegistryNotification<'_, Adapter>, name: &str) {}

#[hw_registry_notification]
fn of_another_role(_: &Adapter, _: &mut Passive<'_, Adapter>) {}

#[hw_registry_notification]
fn by_value(_: Adapter, _: &mut RegistryNotification<'_, Adapter>) {}

fn main() {}
