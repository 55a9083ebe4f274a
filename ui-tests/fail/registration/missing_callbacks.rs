//! Storport requires find-adapter, HW_INITIALIZE, HW_STARTIO, HW_RESET_BUS and HW_ADAPTER_CONTROL of every miniport, and
//! HW_INTERRUPT of a physical one with a line: each that is missing is named.
#![allow(unused, non_camel_case_types)]
use miniport::prelude::*;

macro_rules! callbacks {
    ($find_adapter:ident $(, $option:meta)?) => {
        #[derive(DeviceExtension)]
        $(#[$option])?
        pub struct Adapter;

        #[$find_adapter]
        pub fn find_adapter(
            _: &mut FindAdapter<'_, Adapter>,
            _: &mut PortConfiguration<'_>,
        ) -> Result<Found<Adapter>, FindAdapterError> {
            Err(FindAdapterError::NotFound)
        }

        #[hw_initialize]
        pub fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
            true
        }

        #[hw_startio]
        pub fn start_io(
            _: &Adapter,
            _: &mut StartIo<'_, Adapter>,
            srb: Srb<Adapter>,
        ) -> Result<(), Srb<Adapter>> {
            Err(srb)
        }

        #[hw_reset_bus]
        pub fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
            true
        }

        #[hw_adapter_control(StopAdapter, RestartAdapter)]
        pub fn control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
            AdapterControlStatus::Success
        }
    };
}

callbacks!(virtual_hw_find_adapter, device_extension(virtual));

mod everything {
    use super::*;

    driver_entry! {
        Driver::<Adapter>::new()
    }
}

mod the_find_adapter {
    use super::*;

    driver_entry! {
        Driver::<Adapter>::new()
            .hw_initialize::<initialize>()
            .hw_startio::<start_io>()
            .hw_reset_bus::<reset_bus>()
            .hw_adapter_control::<control>()
    }
}

mod the_initialize {
    use super::*;

    driver_entry! {
        Driver::<Adapter>::new()
            .virtual_hw_find_adapter::<find_adapter>()
            .hw_startio::<start_io>()
            .hw_reset_bus::<reset_bus>()
            .hw_adapter_control::<control>()
    }
}

mod the_startio {
    use super::*;

    driver_entry! {
        Driver::<Adapter>::new()
            .virtual_hw_find_adapter::<find_adapter>()
            .hw_initialize::<initialize>()
            .hw_reset_bus::<reset_bus>()
            .hw_adapter_control::<control>()
    }
}

mod the_reset_bus {
    use super::*;

    driver_entry! {
        Driver::<Adapter>::new()
            .virtual_hw_find_adapter::<find_adapter>()
            .hw_initialize::<initialize>()
            .hw_startio::<start_io>()
            .hw_adapter_control::<control>()
    }
}

mod the_adapter_control {
    use super::*;

    driver_entry! {
        Driver::<Adapter>::new()
            .virtual_hw_find_adapter::<find_adapter>()
            .hw_initialize::<initialize>()
            .hw_startio::<start_io>()
            .hw_reset_bus::<reset_bus>()
    }
}

mod the_interrupt {
    use miniport::prelude::*;

    callbacks!(hw_find_adapter);

    driver_entry! {
        Driver::<Adapter>::new()
            .hw_find_adapter::<find_adapter>()
            .hw_initialize::<initialize>()
            .hw_startio::<start_io>()
            .hw_reset_bus::<reset_bus>()
            .hw_adapter_control::<control>()
    }
}

fn main() {}
