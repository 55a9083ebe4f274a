//! A driver that calls the runtime `mp`: every attribute and derive finds it, without `crate = mp` and with it.
#![forbid(unsafe_code)]
#![allow(
    unused_qualifications,
    reason = "a path by that name is what is tested"
)]

use core::sync::atomic::{AtomicU32, Ordering};

use mp::prelude::*;

/// What the adapter keeps.
#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter {
    counted: Count,
    count: mp::Dpc<count>,
}

#[derive(ExtensionPart)]
struct Count {
    calls: AtomicU32,
    last: Locked<StartIoLock, u32>,
}

/// The same with the name written: nothing is registered with it.
#[derive(DeviceExtension)]
#[device_extension(virtual, crate = mp)]
pub struct Named {
    tick: Timer<tick>,
}

#[hw_timer_ex(crate = mp)]
fn tick(adapter: &Named, cx: &mut TimerExpired<'_, Named>) {
    adapter.tick.cancel(cx).ok();
}

#[hw_dpc]
fn count(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, target: u8) {
    adapter.counted.calls.fetch_add(1, Ordering::Relaxed);
    adapter
        .counted
        .last
        .lock(cx, |last, _| *last = target.into());
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter {
        counted: Count {
            calls: AtomicU32::new(0),
            last: Locked::new(0),
        },
        count: mp::Dpc::new(),
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 16, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    cx.enable_passive_initialization::<passive_initialize>()
}

#[hw_passive_initialize]
fn passive_initialize(_: &Adapter, _: &mut PassiveInitialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.count.issue(cx, srb.address().target_id).ok();
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

#[cfg(test)]
mod tests {
    use miniport_sim::{AdapterOptions, Machine};

    #[test]
    fn the_driver_runs() {
        let machine = Machine::new(1);
        let driver = machine.load(super::DriverEntry).unwrap();
        machine.add_adapter(&driver, AdapterOptions::new()).unwrap();
        machine.shutdown().assert_clean();
    }
}
