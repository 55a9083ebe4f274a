//! Notifications reach Storport with what they were given.

#[macro_use]
#[path = "support/callbacks.rs"]
mod callbacks;

use core::cell::Cell;
use core::time::Duration;

use miniport::prelude::*;
use miniport::{AsyncNotification, UnitAttributes};
use miniport_sim::{AdapterOptions, Direction, Machine, Rule};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

#[virtual_hw_find_adapter]
fn find_adapter(
    _cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1);
    Ok(Found::new(Adapter, const { Limits::new(1 << 16, 17) }))
}

callbacks! { initialize reset_bus adapter_control }

#[hw_startio]
fn start_io(
    _: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    cx.link_down();
    cx.link_up();
    let notifies = UnitAttributes::new().async_notification();
    cx.set_unit_attributes(srb.address(), notifies).unwrap();
    assert!(cx.async_notification_detected(srb.address(), AsyncNotification::DeviceStatus));
    cx.bus_change_detected(0);
    TICKS.set(cx.tick_count());
    if OVERRUN.get() {
        cx.buffer_overrun_detected();
    }
    srb.complete(cx, SrbStatus::NoDevice);
    Ok(())
}

thread_local! {
    static TICKS: Cell<u64> = const { Cell::new(0) };
    static OVERRUN: Cell<bool> = const { Cell::new(false) };
}

#[hw_tracing_enabled]
fn tracing(_: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, enabled: bool) {
    if enabled {
        cx.bus_change_detected(0);
    }
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_tracing_enabled::<tracing>()
}

#[test]
fn the_driver_hears_of_tracing() {
    let machine = Machine::new(1);
    let driver = machine.load(DriverEntry).unwrap();
    let options = AdapterOptions::new().without_scan();
    let adapter = machine.add_adapter(&driver, options).unwrap();
    adapter.set_tracing(false).unwrap();
    assert!(!adapter.bus_changed());
    adapter.set_tracing(true).unwrap();
    assert!(adapter.bus_changed());
    machine.shutdown().assert_clean();
}

#[test]
fn storport_hears_them() {
    let machine = Machine::new(1);
    let driver = machine.load(DriverEntry).unwrap();
    let options = AdapterOptions::new().without_scan();
    let adapter = machine.add_adapter(&driver, options).unwrap();
    assert!(!adapter.bus_changed());
    machine.advance(Duration::from_secs(1));
    adapter
        .execute(
            miniport_sim::Address::new(0, 0, 0),
            &[0; 6],
            Direction::None,
            &mut [],
        )
        .unwrap();
    assert!(adapter.bus_changed());
    assert_eq!(TICKS.get(), 64, "a tick is 15.625 ms");
    let log: Vec<_> = machine.log().into_iter().map(|entry| entry.text).collect();
    for words in ["link", "asynchronous notification, flags 0x2"] {
        assert!(
            log.iter().any(|text| text.contains(words)),
            "{words}: {log:?}"
        );
    }
    machine.shutdown().assert_clean();
}

#[test]
fn corrupt_memory_stops_the_machine() {
    OVERRUN.set(true);
    let machine = Machine::new(1);
    let driver = machine.load(DriverEntry).unwrap();
    let options = AdapterOptions::new().without_scan();
    let adapter = machine.add_adapter(&driver, options).unwrap();
    adapter
        .execute(
            miniport_sim::Address::new(0, 0, 0),
            &[0; 6],
            Direction::None,
            &mut [],
        )
        .unwrap_err();
    let report = machine.shutdown();
    let found: Vec<_> = report.violations_of(Rule::BugCheck).collect();
    assert_eq!(found.len(), 1, "{report}");
    assert!(found[0].message.contains("overrun"), "{report}");
}
