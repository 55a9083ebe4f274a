//! `#[hw_adapter_control]`: a handler is done when it returns, so it is not `async`.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
async fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    loop {}
}

fn main() {}
