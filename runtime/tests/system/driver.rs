//! A virtual miniport that does what a test says, in find-adapter, in a request and in a work item.

use core::cell::Cell;
use core::time::Duration;

use miniport::control::{IdlePower, OfUnit};
use miniport::prelude::*;
use miniport::scope;
use miniport_sim::{AdapterOptions, Direction, Machine, Report, UnitRequest};

/// The functions of a test.
#[derive(Clone, Copy)]
pub struct Acts {
    pub find: fn(&mut FindAdapter<'_, Adapter>),
    pub initialize: fn(&mut PassiveInitialize<'_, Adapter>),
    pub request: fn(&Adapter, &mut StartIo<'_, Adapter>, &Srb<Adapter>),
    pub work: fn(&Adapter, &mut Passive<'_, Adapter>),
    /// What the driver does when idle power management of the unit is turned on.
    pub unit: fn(&mut Context<'_, Adapter, scope::PassiveControl>, OfUnit<IdlePower>),
    /// What the handler of [`Adapter::dpc`] does.
    pub dpc: fn(&mut Deferred<'_, Adapter>, u32),
}

/// A test that does nothing.
pub const NOTHING: Acts = Acts {
    find: |_| {},
    initialize: |_| {},
    request: |_, _, _| {},
    work: |_, _| {},
    unit: |_, _| {},
    dpc: |_, _| {},
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
    let seen = run_machine(
        Machine::builder(7).processors(3).build(),
        options,
        acts,
        true,
    );
    seen.report.assert_clean();
    seen
}

/// The same, whatever is broken.
pub fn run_to_the_end(options: AdapterOptions, acts: Acts) -> Seen {
    run_machine(
        Machine::builder(7).processors(3).build(),
        options,
        acts,
        false,
    )
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
    let answer = adapter.control_unit(unit, UnitRequest::IdlePower(true));
    let log = machine.log().into_iter().map(|entry| entry.text).collect();
    let report = machine.shutdown();
    if report.is_clean() {
        request.unwrap();
        assert!(answer.unwrap().is_some_and(|answer| answer.is_done));
    }
    Seen { report, log }
}

#[derive(DeviceExtension)]
#[device_extension(virtual)]
pub struct Adapter {
    pub dpc: Dpc<dpc>,
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
        dpc: Dpc::new(),
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
fn passive_initialize(_: &Adapter, cx: &mut PassiveInitialize<'_, Adapter>) -> bool {
    (ACTS.get().initialize)(cx);
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

#[hw_dpc]
fn dpc(_: &Adapter, cx: &mut Deferred<'_, Adapter>, argument: u32) {
    (ACTS.get().dpc)(cx, argument);
}

#[hw_workitem]
fn work(adapter: &Adapter, cx: &mut Passive<'_, Adapter>) {
    (ACTS.get().work)(adapter, cx);
    let srb = adapter.waiting.lock(cx, |waiting, _| waiting.take());
    let mut srb = srb.expect("a request");
    srb.set_service_time(cx, Duration::from_micros(30));
    srb.complete(cx, SrbStatus::Success);
}

callbacks! { reset_bus adapter_control }

#[hw_unit_control(PoFxPowerInfo, PoFxPowerSetFState)]
fn unit_control(_: &Adapter, control: UnitControl<'_, Adapter>) -> UnitControlStatus {
    if let UnitControl::PoFxPowerInfo(mut cx, info) = control {
        (ACTS.get().unit)(&mut cx, info);
    }
    UnitControlStatus::Success
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
        .hw_unit_control::<unit_control>()
}
