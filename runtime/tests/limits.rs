//! Limits of zero that no attribute saw: Storport hears that the configuration is bad, and the machine goes on.

use miniport::prelude::*;
use miniport_sim::{AdapterOptions, LoadError, Machine};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

/// What the hardware says: nothing, on this machine.
fn told(config: &PortConfiguration<'_>) -> Limits {
    let told = config
        .argument_string()
        .map_or(0, |text| text.count_bytes());
    Limits::new(u32::try_from(told).unwrap_or(0), 17)
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let limits = told(config);
    Ok(Found::new(Adapter, limits))
}

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    srb.complete(cx, SrbStatus::NoDevice);
    Ok(())
}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}

#[test]
fn zero_is_a_bad_configuration() {
    let machine = Machine::new(1);
    let driver = machine.load(DriverEntry).unwrap();
    let options = AdapterOptions::new().without_scan();
    let error = machine.add_adapter(&driver, options).unwrap_err();
    assert!(
        matches!(error, LoadError::AdapterNotFound { returned: 3 }),
        "{error:?}"
    );
    machine.shutdown().assert_clean();
}
