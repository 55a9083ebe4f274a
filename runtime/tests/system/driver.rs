//! A virtual miniport that does what a test says, in find-adapter, in a request and in a work item.

use core::cell::Cell;

use miniport::prelude::*;
use miniport_sim::{AdapterOptions, Direction, Machine, Report};

/// The functions of a test.
#[derive(Clone, Copy)]
pub struct Acts {
    pub find: fn(&mut FindAdapter<'_, Adapter>),
    pub request: fn(&Adapter, &mut StartIo<'_, Adapter>, &Srb<Adapter>),
    pub work: fn(&Adapter, &mut Passive<'_, Adapter>),
}

/// A test that does nothing.
pub const NOTHING: Acts = Acts {
    find: |_| {},
    request: |_, _, _| {},
    work: |_, _| {},
};

thread_local! {
    static ACTS: Cell<Acts> = const { Cell::new(NOTHING) };
}

/// What a test saw.
pub struct Seen {
    pub report: Report,
    pub log: Vec<String>,
}

impl Seen {
    /// The log has a line with these words.
    pub fn says(&self, words: &str) -> bool {
        self.log.iter().any(|line| line.contains(words))
    }
}

/// Runs a driver that does this, with one request to its unit; nothing is broken.
pub fn run(options: AdapterOptions, acts: Acts) -> Seen {
    let seen = run_to_the_end(options, acts);
    seen.report.assert_clean();
    seen
}

/// The same while events are traced.
pub fn run_traced(options: AdapterOptions, acts: Acts) -> Seen {
    let seen = run_machine(Machine::new(7), options, acts, true);
    seen.report.assert_clean();
    seen
}

/// The same, whatever is broken.
pub fn run_to_the_end(options: AdapterOptions, acts: Acts) -> Seen {
    run_machine(Machine::new(7), options, acts, false)
}

fn run_machine(machine: Machine, options: AdapterOptions, acts: Acts, traced: bool) -> Seen {
    ACTS.set(acts);
    let driver = machine.load(DriverEntry).unwrap();
    let adapter = machine
        .add_adapter(&driver, options.without_scan())
        .unwrap();
    adapter.set_tracing(traced).unwrap();
    let unit = miniport_sim::Address::new(0, 0, 0);
    let request = adapter.execute(unit, &[0; 6], Direction::None, &mut []);
    let log = machine.log().into_iter().map(|entry| entry.text).collect();
    let report = machine.shutdown();
    if report.is_clean() {
        request.unwrap();
    }
    Seen { report, log }
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter {
    work: WorkItem<work>,
    waiting: Locked<StartIoLock, Option<Srb<Adapter>>>,
}

#[virtual_hw_find_adapter]
fn find_adapter(
    cx: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config
        .set_number_of_buses(1)
        .set_maximum_number_of_targets(1)
        .set_maximum_number_of_logical_units(1);
    (ACTS.get().find)(cx);
    let adapter = Adapter {
        work: WorkItem::new(),
        waiting: Locked::new(None),
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
    (ACTS.get().request)(adapter, cx, &srb);
    adapter.waiting.lock(cx, |waiting, _| *waiting = Some(srb));
    adapter.work.queue(cx, ()).expect("it is ready");
    Ok(())
}

#[hw_workitem]
fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    (ACTS.get().work)(adapter, cx);
    let srb = adapter.waiting.lock(cx, |waiting, _| waiting.take());
    srb.expect("a request").complete(cx, SrbStatus::Success);
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
