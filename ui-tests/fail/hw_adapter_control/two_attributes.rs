//! `#[hw_adapter_control]`: a function has one role.
#![allow(unused)]
use miniport::prelude::*;

mod of_control {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    #[hw_timer]
    fn control(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_twice {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    #[miniport::hw_adapter_control(StopAdapter, RestartAdapter)]
    fn twice(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

fn main() {}
