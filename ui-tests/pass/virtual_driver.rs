//! A virtual miniport with every callback that it can have.
#![forbid(unsafe_code)]
#![deny(warnings)]
use core::time::Duration;

use miniport::prelude::*;

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = Request)]
struct Adapter {
    waiting: Locked<StartIoLock, u32>,
    finished: Locked<DpcLock<complete>, u32>,
    channels: [Channel; 2],
    complete: Dpc<complete>,
    queues: [Dpc<queue>; 4],
    rescan: WorkItem<rescan>,
    timer: Timer<expired>,
}

#[derive(ExtensionPart)]
struct Channel {
    doorbell: u32,
    waiting: Locked<StartIoLock, u32>,
}

#[derive(Default)]
struct Request {
    attempts: u32,
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter {
        waiting: Locked::new(0),
        finished: Locked::new(0),
        channels: [0, 1].map(|doorbell| Channel {
            doorbell,
            waiting: Locked::new(0),
        }),
        complete: Dpc::new(),
        queues: [const { Dpc::new() }; 4],
        rescan: WorkItem::new(),
        timer: Timer::new(),
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 20, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, _: &mut Initialize<'_, Adapter>) -> bool {
    true
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    srb.extension_mut().attempts += 1;
    adapter.waiting.lock(cx, |count, cx| {
        *count += 1;
        adapter.finished.lock(cx, |finished, _| *finished += *count);
    });
    cx.with_lock::<StartIoLock, _>(|cx| {
        *adapter.waiting.get(cx) += 1;
        for channel in &adapter.channels {
            *channel.waiting.get(cx) += channel.doorbell;
        }
    });
    cx.issue_dpc::<queue>(3, 7).ok();
    adapter
        .complete
        .issue(cx, srb)
        .map_err(|error| error.into_argument())
}

#[hw_dpc]
fn complete(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, srb: Srb<Adapter>) {
    adapter.timer.set(cx, Duration::from_millis(10)).ok();
    srb.complete(cx, SrbStatus::Success);
}

#[hw_dpc]
fn queue(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>, number: usize) {
    let added = number as u32 + adapter.queues.len() as u32;
    adapter.channels[0]
        .waiting
        .lock(cx, |waiting, _| *waiting += added);
}

#[hw_workitem]
fn rescan(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    cx.bus_change_detected(0);
}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.rescan.queue(cx, ()).ok();
}

#[hw_reset_bus]
fn reset_bus(adapter: &Adapter, cx: &mut ResetBus<'_, Adapter>, _path_id: u32) -> bool {
    *adapter.waiting.get(cx) = 0;
    true
}

#[hw_adapter_control(
    StopAdapter,
    RestartAdapter,
    SetBootConfig,
    SetRunningConfig,
    Power,
    PrepareForBusReScan,
    SurpriseRemoval
)]
fn control(_: &Adapter, control: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    match control {
        AdapterControl::StopAdapter(_) | AdapterControl::RestartAdapter(_) => {
            AdapterControlStatus::Success
        }
        _ => AdapterControlStatus::Unsuccessful,
    }
}

#[hw_free_adapter_resources]
fn free(_: &Adapter, _: &mut FreeAdapterResources<'_, Adapter>) {}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<control>()
        .hw_free_adapter_resources::<free>()
}

fn main() {}
