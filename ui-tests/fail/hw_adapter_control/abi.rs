//! `#[hw_adapter_control]`: a handler has Rust's own ABI; Windows calls the trampoline.
#![allow(unused)]
use miniport::prelude::*;

mod of_c {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    extern "C" fn c(adapter: &Adapter, cx: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
        loop {}
    }
}

mod of_system {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    #[device_extension(virtual)]
    struct Adapter;

    #[hw_adapter_control(StopAdapter, RestartAdapter)]
    extern "system" fn system(
        adapter: &Adapter,
        cx: AdapterControl<'_, Adapter>,
    ) -> AdapterControlStatus {
        loop {}
    }
}

fn main() {}
