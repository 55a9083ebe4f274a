//! `#[hw_adapter_control]`: a role has a fixed number of parameters.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>, _: ...) -> AdapterControlStatus {
    loop {}
}

fn main() {}
