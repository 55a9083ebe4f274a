//! A handler names every control type that its attribute declares, and needs no others.
#![deny(warnings)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[hw_adapter_control(StopAdapter, RestartAdapter, Power)]
fn control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => {
            AdapterControlStatus::Success
        }
    }
}

fn main() {
    let _ = Driver::<Adapter>::new().hw_adapter_control::<control>();
}
