//! `#[hw_adapter_control]`: a handler is safe; the trampoline is not the author's to write.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
unsafe fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    loop {}
}

fn main() {}
