//! One function of a device extension says which control types it has, and a function without the attribute has none.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn first(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

#[hw_adapter_control(StopAdapter, RestartAdapter, Power)]
fn second(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

trait Units {
    fn control(&self, control: UnitControl<'_, Adapter>);
}

fn main() {}
