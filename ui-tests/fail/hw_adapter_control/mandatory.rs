//! Storport requires two control types.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

mod of_cannot_start_again {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter)]
    fn cannot_start_again(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        AdapterControlStatus::Success
    }
}

mod of_cannot_stop {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    struct Adapter;

    #[hw_adapter_control(Power, RestartAdapter)]
    fn cannot_stop(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        AdapterControlStatus::Success
    }
}

fn main() {}
