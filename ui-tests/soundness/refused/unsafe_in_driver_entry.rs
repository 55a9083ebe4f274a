// Refused: operations that need `unsafe`, in every shape that the expression of `driver_entry!` may have.
#![forbid(unsafe_code)]
use core::hint::unreachable_unchecked;

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Err(FindAdapterError::NotFound)
}
#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}
#[hw_startio]
fn start_io(
    _: &Adapter,
    _: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    Err(srb)
}
#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}
#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

macro_rules! driver {
    ($($first:tt)*) => {{
        $($first)*
        Driver::<Adapter>::new()
            .virtual_hw_find_adapter::<find_adapter>()
            .hw_initialize::<initialize>()
            .hw_startio::<start_io>()
            .hw_reset_bus::<reset_bus>()
            .hw_adapter_control::<adapter_control>()
    }};
}
macro_rules! sly {
    () => {
        *(&raw const NUMBER).cast::<u8>().add(9)
    };
}
static NUMBER: u32 = 7;

mod a_statement {
    use super::*;
    driver_entry! { driver! { let _ = *core::ptr::dangling::<u32>(); } }
}
mod a_macro {
    use super::*;
    driver_entry! { driver! { let _ = sly!(); } }
}
mod a_closure {
    use super::*;
    driver_entry! { driver! { if NUMBER == 8 { (|| unreachable_unchecked())(); } } }
}
mod a_constant {
    use super::*;
    driver_entry! { driver! { let _ = [0; { unreachable_unchecked(); }]; } }
}
mod an_item {
    use super::*;
    driver_entry! { driver! { fn inner() { unreachable_unchecked() } inner(); } }
}
mod a_return {
    use super::*;
    driver_entry! { driver! { return miniport::__private::complete(driver! { unreachable_unchecked(); }); } }
}

fn main() {}
