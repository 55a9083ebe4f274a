//! A physical miniport that interrupts by messages, each under its own lock, with data for each logical unit.
#![forbid(unsafe_code)]
#![deny(warnings)]
use core::sync::atomic::{AtomicU32, Ordering};

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message, channels = concurrent, lu_extension = Unit)]
struct Adapter {
    rings: ByMessage<u32, 4>,
    complete: [Dpc<complete>; 4],
}

#[derive(Default)]
struct Unit {
    requests: AtomicU32,
}

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter {
        rings: ByMessage::from_fn(|message| message),
        complete: [const { Dpc::new() }; 4],
    };
    Ok(Found::with_message_interrupt::<message>(
        adapter,
        const { Limits::new(1 << 20, 17) },
    ))
}

#[hw_initialize]
fn initialize(adapter: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    adapter.rings.get_all(cx).fill(0);
    true
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(unit) = srb.lu_extension(cx) {
        unit.requests.fetch_add(1, Ordering::Relaxed);
    }
    adapter.rings.lock(cx, 0, |ring, _| *ring += 1);
    Err(srb)
}

#[hw_interrupt]
fn isr(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    adapter.rings.get_all(cx)[0] == 0
}

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    if let Some(ring) = adapter.rings.get(cx, &message) {
        *ring = 0;
    }
    cx.issue_dpc::<complete>(message.id() as usize, message.id())
        .is_ok()
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, message: u32) {
    adapter.rings.lock(cx, message, |ring, _| *ring += 1);
}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
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
        .hw_startio::<start_io>()
        .hw_interrupt::<isr>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<control>()
}

fn main() {}
