//! The bus type is find-adapter's to say, and how many requests there are that of initialisation.
#![allow(unused, non_camel_case_types)]
use miniport::BusType;
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.set_adapter_bus_type(BusType::Nvme).is_ok()
}

#[hw_dpc]
fn dpc(_: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let _ = cx.update_adapter_max_io(8);
}

fn main() {}
