//! State changes, changes of the registry and the tracing pair, with what is allowed in each.
#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code)]

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    quiet: Locked<StartIoLock, bool>,
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(Adapter { quiet: Locked::new(true) }, const { Limits::new(1 << 20, 17) }))
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
    srb.complete(cx, SrbStatus::Success);
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

#[hw_timer_ex]
fn expired(_: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let unit = Address { path_id: 0, target_id: 1, lun: 2 };
    let _ = cx.state_change_detected::<changed>(StateChange::Unit(unit), 1);
}

#[hw_interrupt]
fn interrupt(_: &Card, cx: &mut Interrupt<'_, Card>) -> bool {
    let change = StateChange::Target { path_id: 0, target_id: 1 };
    cx.state_change_detected::<card_changed>(change, ()).is_ok()
}

#[derive(DeviceExtension)]
struct Card;

#[hw_state_change]
fn card_changed(_: &Card, _: &mut StateChanged<'_, Card>, handled: HandledChange) {
    assert!(handled.is_success());
}

#[hw_state_change]
fn changed(
    adapter: &Adapter,
    cx: &mut StateChanged<'_, Adapter>,
    handled: HandledChange,
    generation: u32,
) {
    *adapter.quiet.get(cx) = handled.is_success();
    match cx.state_change_detected::<changed>(handled.change, generation + 1) {
        Ok(()) | Err(StateChangeError::Busy(_)) => {}
        Err(error) => debug_print!(0, "{error}"),
    }
}

#[hw_passive_initialize]
fn passive_initialize(_: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    // A system that has no such routine says so, and is as good as one whose values do not change.
    cx.enable_registry_notification::<parameters_changed>().ok();
    true
}

#[hw_registry_notification]
fn parameters_changed(adapter: &Adapter, cx: &mut RegistryNotification<'_, Adapter>) {
    adapter.quiet.lock(cx, |quiet, _| *quiet = false);
    cx.bus_change_detected(0);
}

#[hw_initialize_tracing]
fn initialize_tracing(cx: &mut InitializeTracing<'_, Adapter>) {
    assert!(cx.registry_path().len() < 1000);
}

#[hw_cleanup_tracing]
fn cleanup_tracing(_: &mut CleanupTracing<'_, Adapter>) {}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_initialize_tracing::<initialize_tracing>()
        .hw_cleanup_tracing::<cleanup_tracing>()
}

fn main() {}
