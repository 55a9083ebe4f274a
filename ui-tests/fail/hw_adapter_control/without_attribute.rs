//! The attribute that says which control types the driver supports is forgotten: the registration lacks it.
#![allow(unused)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

fn control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => AdapterControlStatus::Success,
    }
}

fn main() {
    let _ = Driver::<Adapter>::new().hw_adapter_control::<control>();
}
