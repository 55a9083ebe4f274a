//! A dump path: its data without a lock, helpers that both paths share, and a second find-adapter.
#![forbid(unsafe_code)]
#![deny(warnings)]
use miniport::prelude::*;

/// Shared by both paths: it says what it needs, and neither path is named.
fn reset<E: Extension, S: Scope>(cx: &mut Context<'_, E, S>) -> bool
where
    S::Waiting: MayWait,
{
    cx.stall(const { Microseconds::new(100) });
    cx.poll(const { Microseconds::new(10) }, 3, |_| true)
}

#[derive(DeviceExtension)]
struct Adapter;

#[hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    reset(cx);
    Ok(Found::new(Adapter, const { Limits::new(1 << 20, 17) }))
}

#[hw_initialize]
fn initialize(_: &Adapter, cx: &mut Initialize<'_, Adapter>) -> bool {
    reset(cx)
}

#[hw_startio]
fn start_io(
    _: &Adapter,
    _: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    Err(srb)
}

#[hw_interrupt]
fn isr(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    false
}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    true
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn control(_: &Adapter, _: AdapterControl<'_, Adapter>) -> AdapterControlStatus {
    AdapterControlStatus::Success
}

#[derive(DeviceExtension)]
#[device_extension(dump)]
struct DumpAdapter {
    running: Locked<DumpLock, Option<DumpSrb<DumpAdapter>>>,
    mode: DumpMode,
    lane: Lane,
}

#[derive(ExtensionPart)]
struct Lane {
    polls: Locked<DumpLock, u32>,
}

#[dump_hw_find_adapter]
fn find(
    cx: &mut DumpFindAdapter<'_, DumpAdapter>,
    config: &mut DumpConfiguration<'_>,
) -> Result<DumpFound<DumpAdapter>, FindAdapterError> {
    reset(cx);
    let mode = config.set_number_of_buses(1).set_alignment(4).mode();
    let adapter = DumpAdapter {
        running: Locked::new(None),
        mode,
        lane: Lane {
            polls: Locked::new(0),
        },
    };
    Ok(DumpFound::new(adapter, const { Limits::new(1 << 16, 17) }))
}

#[dump_hw_initialize]
fn prepare(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    dump.mode != DumpMode::Resume && reset(cx)
}

#[dump_hw_startio]
fn start(
    dump: &DumpAdapter,
    cx: &mut Dumping<'_, DumpAdapter>,
    srb: DumpSrb<DumpAdapter>,
) -> Result<(), DumpSrb<DumpAdapter>> {
    if dump.running.get(cx).is_some() {
        return Err(srb);
    }
    // Polling is right here: the dump port has nothing else to do.
    reset(cx);
    let pieces = srb.scatter_gather_list(cx).map_or(0, |list| list.len());
    let mapped = srb.data().is_some_and(|data| !data.is_empty());
    debug_print!(3, "{pieces} pieces, {mapped}\n");
    *dump.running.get(cx) = Some(srb);
    Ok(())
}

#[dump_hw_interrupt]
fn poll(dump: &DumpAdapter, cx: &mut Dumping<'_, DumpAdapter>) -> bool {
    *dump.lane.polls.get(cx) += 1;
    let Some(srb) = dump.running.get(cx).take() else {
        return false;
    };
    srb.complete(cx, SrbStatus::Success);
    true
}

driver_entry! {
    Driver::<Adapter>::new()
        .hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_interrupt::<isr>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<control>()
        .dump(
            Dump::<DumpAdapter>::new()
                .hw_find_adapter::<find>()
                .hw_initialize::<prepare>()
                .hw_startio::<start>()
                .hw_interrupt::<poll>(),
        )
}

fn main() {}
