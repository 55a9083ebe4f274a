//! The types of the parameters.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

mod of_an_adapter {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    struct Adapter;

    #[hw_unit_control(Start)]
    fn control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> UnitControlStatus {
        loop {}
    }
}

mod borrowed {
    use miniport::prelude::*;

    #[derive(DeviceExtension)]
    struct Adapter;

    #[hw_unit_control(Start)]
    fn control(_: &Adapter, _: &mut UnitControl<'_, Adapter>) -> UnitControlStatus {
        loop {}
    }
}

fn main() {}
