//! `#[hw_adapter_control]`: the arguments are control types.
#![allow(unused)]
use miniport::prelude::*;

mod of_none {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control]
    fn none(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_empty {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control()]
    fn empty(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_misspelt {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdaptor)]
    fn misspelt(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_header_name {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(ScsiStopAdapter, ScsiAdapterPower)]
    fn header_name(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_twice {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, StopAdapter)]
    fn twice(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_a_value {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(irql = 2)]
    fn a_value(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_answered_by_the_runtime {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(QuerySupportedControlTypes)]
    fn answered_by_the_runtime(
        adapter: &Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

mod of_unknown {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(Everything)]
    fn unknown(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

fn main() {}
