//! What happens beside requests: state changes that the driver tells, values of the registry that change, tracing that is set up.

#[macro_use]
#[path = "support/callbacks.rs"]
mod callbacks;

use std::cell::{Cell, RefCell};
use std::time::Duration;

use miniport::prelude::*;
use miniport_sim::{AdapterOptions, LoadError, Machine, RegistryValue, Role};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter;

const UNIT: StateChange = StateChange::Unit(Address {
    path_id: 0,
    target_id: 3,
    lun: 1,
});
const BUS: StateChange = StateChange::Bus { path_id: 2 };

thread_local! {
    static ARMED: Cell<bool> = const { Cell::new(false) };
    static TOLD: RefCell<Vec<Result<(), StateChangeError<u32>>>> = const { RefCell::new(Vec::new()) };
    static HANDLED: RefCell<Vec<(HandledChange, u32)>> = const { RefCell::new(Vec::new()) };
    static PARAMETERS: Cell<u32> = const { Cell::new(0) };
    static TRACING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1);
    Ok(Found::new(Adapter, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_registry_notification::<parameters>().is_ok()
}

callbacks! { start_io reset_bus adapter_control }

/// The test's way into the driver.
#[hw_tracing_enabled]
fn tracing(_: &Adapter, cx: &mut TracingEnabled<'_, Adapter>, _: bool) {
    // It comes beside the end of the adapter, too.
    if !ARMED.replace(false) {
        return;
    }
    let told = [
        cx.state_change_detected::<changed>(UNIT, 7),
        cx.state_change_detected::<changed>(BUS, 8),
    ];
    TOLD.with_borrow_mut(|all| all.extend(told));
}

#[hw_state_change]
fn changed(
    _: &Adapter,
    cx: &mut StateChanged<'_, Adapter>,
    handled: HandledChange,
    generation: u32,
) {
    HANDLED.with_borrow_mut(|all| all.push((handled, generation)));
    if generation == 7 {
        let told = cx.state_change_detected::<changed>(BUS, 9);
        TOLD.with_borrow_mut(|all| all.push(told));
    }
}

#[hw_registry_notification]
fn parameters(_: &Adapter, _: &mut RegistryNotification<'_, Adapter>) {
    PARAMETERS.set(PARAMETERS.get() + 1);
}

#[hw_initialize_tracing]
fn initialize_tracing(cx: &mut InitializeTracing<'_, Adapter>) {
    let path = String::from_utf16(cx.registry_path()).unwrap();
    TRACING.with_borrow_mut(|all| all.push(path));
}

#[hw_cleanup_tracing]
fn cleanup_tracing(_: &mut CleanupTracing<'_, Adapter>) {
    TRACING.with_borrow_mut(|all| all.push("the end".to_owned()));
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_tracing_enabled::<tracing>()
        .hw_initialize_tracing::<initialize_tracing>()
        .hw_cleanup_tracing::<cleanup_tracing>()
}

fn add(machine: &Machine) -> Result<miniport_sim::Adapter, LoadError> {
    let driver = machine.load(DriverEntry)?;
    machine.add_adapter(&driver, AdapterOptions::new().without_scan())
}

#[test]
fn a_change_is_handled_and_one_at_a_time() {
    let mut failed = 0;
    for seed in 0..60 {
        let machine = Machine::new(seed);
        let adapter = add(&machine).unwrap();
        ARMED.set(true);
        adapter.set_tracing(true).unwrap();
        machine.advance(Duration::from_millis(1));
        assert!(adapter.bus_changed());
        assert_eq!(
            TOLD.take(),
            [Ok(()), Err(StateChangeError::Busy(8)), Ok(())]
        );
        let handled = HANDLED.take();
        let told: Vec<_> = handled
            .iter()
            .map(|(handled, generation)| (handled.change, *generation))
            .collect();
        assert_eq!(told, [(UNIT, 7), (BUS, 9)], "{seed}");
        failed += handled
            .iter()
            .filter(|(handled, _)| !handled.is_success())
            .count();
        let report = machine.shutdown();
        assert_eq!(report.calls_of(Role::HwStateChange), 2);
        report.assert_clean();
    }
    assert!((1..100).contains(&failed), "{failed}");
}

#[test]
fn the_driver_hears_of_values_that_change() {
    let machine = Machine::new(1);
    let adapter = add(&machine).unwrap();
    assert_eq!(PARAMETERS.get(), 0);
    for times in 1..4 {
        adapter.set_parameter("Depth", &RegistryValue::Dword(times));
        machine.advance(Duration::from_millis(1));
        assert_eq!(PARAMETERS.get(), times);
    }
    adapter.set_parameter("Depth", &RegistryValue::Dword(4));
    adapter.remove();
    adapter.set_parameter("Depth", &RegistryValue::Dword(5));
    machine.shutdown().assert_clean();
    PARAMETERS.set(0);
}

#[test]
fn tracing_is_set_up_once_for_the_driver_and_ends_with_it() {
    let machine = Machine::new(1);
    let (first, second) = (add(&machine), add(&machine));
    first.unwrap().remove();
    second.unwrap().remove();
    // The second `add` has loaded the driver again, as another image.
    assert_eq!(TRACING.with_borrow(Vec::len), 2);
    let report = machine.shutdown();
    assert_eq!(report.calls_of(Role::HwInitializeTracing), 2);
    assert_eq!(report.calls_of(Role::HwCleanupTracing), 2);
    report.assert_clean();
    let path = r"\Registry\Machine\System\CurrentControlSet\Services\ram";
    assert_eq!(TRACING.take(), [path, path, "the end", "the end"]);
}
