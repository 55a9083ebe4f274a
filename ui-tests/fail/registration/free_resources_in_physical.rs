//! HW_FREE_ADAPTER_RESOURCES is a virtual miniport's; a physical one names its handler in `Found`.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Disk;

#[hw_free_adapter_resources]
fn free(_: &Adapter, _: &mut FreeAdapterResources<'_, Adapter>) {}

#[hw_free_adapter_resources]
fn free_disk(_: &Disk, _: &mut FreeAdapterResources<'_, Disk>) {}

fn driver(limits: Limits) {
    let _ = Driver::<Adapter>::new().hw_free_adapter_resources::<free>();
    let _ = Found::new(Disk, limits).hw_free_adapter_resources::<free_disk>();
}

fn main() {}
