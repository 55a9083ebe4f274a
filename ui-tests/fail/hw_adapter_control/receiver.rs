//! `#[hw_adapter_control]`: a handler is a free function, not a method.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

impl Adapter {
    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn control(&self, cx: AdapterControl<'_, Self>) -> AdapterControlStatus {
        loop {}
    }
}

fn main() {}
