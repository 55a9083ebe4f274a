//! `#[hw_adapter_control]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn none() -> AdapterControlStatus {
    loop {}
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn too_few(adapter: &Adapter) -> AdapterControlStatus {
    loop {}
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn too_many(
    adapter: &Adapter,
    cx: AdapterControl<'_, Adapter>,
    extra: u32,
) -> AdapterControlStatus {
    loop {}
}

fn main() {}
