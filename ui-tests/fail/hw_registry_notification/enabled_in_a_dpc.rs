//! The notification is enabled at `PASSIVE_LEVEL`, where its handler runs, and not in find-adapter.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_registry_notification]
fn changed(_: &Adapter, _: &mut RegistryNotification<'_, Adapter>) {}

#[hw_dpc]
fn dpc(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let _ = cx.enable_registry_notification::<changed>();
}

fn find(cx: &mut FindAdapter<'_, Adapter>) {
    let _ = cx.enable_registry_notification::<changed>();
}

fn main() {}
