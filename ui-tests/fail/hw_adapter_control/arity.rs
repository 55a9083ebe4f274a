//! `#[hw_adapter_control]`: the parameters of the role, no more and no fewer.
#![allow(unused)]
use miniport::prelude::*;

mod of_none {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn none() -> AdapterControlStatus {
        loop {}
    }
}

mod of_too_few {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn too_few(adapter: &Adapter) -> AdapterControlStatus {
        loop {}
    }
}

mod of_too_many {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn too_many(
        adapter: &Adapter,
        cx: AdapterControl<'_, Adapter>,
        extra: u32,
    ) -> AdapterControlStatus {
        loop {}
    }
}

fn main() {}
