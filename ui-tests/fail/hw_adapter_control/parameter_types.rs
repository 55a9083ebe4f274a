//! `#[hw_adapter_control]`: each parameter has the type that the role gives it.
#![allow(unused)]
use miniport::prelude::*;

mod of_exclusive_extension {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn exclusive_extension(
        adapter: &mut Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

mod of_extension_by_value {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn extension_by_value(
        adapter: Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

mod of_borrowed_operation {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn borrowed_operation(
        adapter: &Adapter,
        cx: &mut AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

mod of_other_context {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn other_context(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_swapped {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn swapped(cx: AdapterControl<'_, Adapter>, adapter: &Adapter) -> AdapterControlStatus {
        loop {}
    }
}

fn main() {}
