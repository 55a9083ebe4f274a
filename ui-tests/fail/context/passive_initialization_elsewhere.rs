//! Passive initialisation is enabled in HW_INITIALIZE only (StorPortEnablePassive), not when a control request restarts the adapter
//! (StorPortPassiveFromHwInit).
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_passive_initialize]
fn passive(_: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive>()
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Adapter, request: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    if let AdapterControl::RestartAdapter(mut cx) = request {
        cx.enable_passive_initialization::<passive>();
    }
    AdapterControlStatus::Success
}

fn main() {}
