//! An answer is given once.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter, SerialNumber)]
fn control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    if let AdapterControl::SerialNumber(_, asked) = control {
        asked.write(b"4711").ok();
        asked.write(b"4712").ok();
    }
    AdapterControlStatus::Success
}

fn main() {}
