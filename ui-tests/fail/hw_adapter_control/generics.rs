//! `#[hw_adapter_control]`: the callback is one routine, so the handler is not generic.
#![allow(unused)]
use miniport::prelude::*;

mod of_type_parameter {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn type_parameter<T: Send>(
        adapter: &Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

mod of_constant_parameter {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn constant_parameter<const N: usize>(
        adapter: &Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

mod of_where_clause {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn where_clause(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus
    where
        Adapter: Send,
    {
        loop {}
    }
}

mod of_all_of_them {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn all_of_them<'a, T, const N: usize>(
        adapter: &Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus
    where
        T: Send,
    {
        loop {}
    }
}

fn main() {}
