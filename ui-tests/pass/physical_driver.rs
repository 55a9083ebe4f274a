//! A physical miniport: what Storport locks is within reach, and the DPC takes the interrupt lock.
#![forbid(unsafe_code)]
#![deny(warnings)]
use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = line, channels = single)]
struct Adapter(
    Locked<InterruptLock, u32>,
    Locked<StartIoLock, u32>,
    Dpc<complete>,
);

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    Ok(Found::new(
        Adapter(Locked::new(0), Locked::new(0), Dpc::new()),
        const { Limits::new(1 << 20, 17) },
    ))
}

#[hw_initialize]
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    *adapter.0.get(cx) = 0;
    true
}

#[hw_passive_initialize]
fn passive_initialize(adapter: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    adapter.2.issue(cx, ()).is_ok()
}

#[hw_buildio]
fn build_io(_: &Adapter, _: &mut BuildIo<'_, Adapter>, srb: Srb<Adapter>) -> Option<Srb<Adapter>> {
    Some(srb)
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    *adapter.1.get(cx) += 1;
    adapter.0.lock(cx, |finished, _| *finished += 1);
    Err(srb)
}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    *adapter.0.get(cx) += 1;
    adapter.2.issue(cx, ()).is_ok()
}

#[hw_message_signaled_interrupt]
fn message(_: &Adapter, _: &mut MessageInterrupt<'_, Adapter>, message: Message<'_>) -> bool {
    message.id() == 0
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    let finished = adapter.0.lock(cx, |finished, _| core::mem::take(finished));
    adapter.1.lock(cx, |waiting, cx| {
        *waiting -= finished;
        adapter.0.lock(cx, |finished, _| *finished = *waiting);
    });
}

#[hw_timer]
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    *adapter.1.get(cx) += 1;
}

#[hw_reset_bus]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    *adapter.1.get(cx) = 0;
    adapter.0.lock(cx, |finished, _| *finished = 0);
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

driver_entry! {
    Driver::<Adapter>::new()
        .hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_buildio::<build_io>()
        .hw_startio::<start_io>()
        .hw_interrupt::<isr>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<control>()
}

fn main() {
    let _ = (passive_initialize, message, tick);
}
