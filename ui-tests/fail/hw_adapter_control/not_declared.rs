//! A control type that the attribute does not declare never comes.
#![deny(warnings)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => {
            AdapterControlStatus::Success
        }
        AdapterControl::SurpriseRemoval(_) => AdapterControlStatus::Success,
    }
}

fn main() {
    let _ = Driver::<Adapter>::new().hw_adapter_control::<control>();
}
