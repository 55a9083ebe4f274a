//! `#[hw_adapter_control]`: what the handler answers.
#![allow(unused)]
use miniport::prelude::*;

mod of_nothing {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn nothing(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) {}
}

mod of_a_number {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn a_number(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> u32 {
        loop {}
    }
}

mod of_a_tuple {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    fn a_tuple(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> (bool, u8) {
        loop {}
    }
}

fn main() {}
