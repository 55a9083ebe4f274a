//! An object that is queued or set already is no mistake: Storport says so, and what was not delivered comes back.

#[macro_use]
#[path = "support/callbacks.rs"]
mod callbacks;

use core::time::Duration;
use std::cell::RefCell;

use miniport::deferred::{IssueError, QueueError, RequestTimerError};
use miniport::prelude::*;
use miniport_sim::{AdapterOptions, Direction, Machine};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    dpc: Dpc<dpc>,
    work: WorkItem<work>,
    timer: Timer<expired>,
}

/// What the second call of each answered.
type Answers = (
    Result<(), IssueError<u32>>,
    Result<(), QueueError<u32>>,
    Result<(), RequestTimerError>,
);

thread_local! {
    static SECOND: RefCell<Option<Answers>> = const { RefCell::new(None) };
    static ARRIVED: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

#[virtual_hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    _: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    let adapter = Adapter {
        dpc: Dpc::new(),
        work: WorkItem::new(),
        timer: Timer::new(),
    };
    Ok(Found::new(adapter, const { Limits::new(1 << 16, 17) }))
}

callbacks! { initialize reset_bus adapter_control }

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let soon = Duration::from_millis(1);
    adapter.dpc.issue(cx, 1).unwrap();
    adapter.work.queue(cx, 2).unwrap();
    adapter.timer.set(cx, soon).unwrap();
    SECOND.set(Some((
        adapter.dpc.issue(cx, 11),
        adapter.work.queue(cx, 12),
        adapter.timer.set(cx, soon),
    )));
    srb.complete(cx, SrbStatus::NoDevice);
    Ok(())
}

#[hw_dpc]
fn dpc(_: &Adapter, _: &mut Deferred<'_, Adapter>, number: u32) {
    ARRIVED.with_borrow_mut(|arrived| arrived.push(number));
}

#[hw_workitem]
fn work(_: &Adapter, _: &mut Passive<'_, Adapter>, number: u32) {
    ARRIVED.with_borrow_mut(|arrived| arrived.push(number));
}

#[hw_timer_ex]
fn expired(_: &Adapter, _: &mut TimerExpired<'_, Adapter>) {
    ARRIVED.with_borrow_mut(|arrived| arrived.push(3));
}

driver_entry! {
    Driver::<Adapter>::new()
        .virtual_hw_find_adapter::<find_adapter>()
        .hw_initialize::<initialize>()
        .hw_startio::<start_io>()
        .hw_reset_bus::<reset_bus>()
        .hw_adapter_control::<adapter_control>()
}

#[test]
fn the_second_argument_comes_back_and_the_first_arrives_once() {
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
        .unwrap();
    machine.advance(Duration::from_secs(1));
    assert_eq!(
        SECOND.take(),
        Some((
            Err(IssueError::AlreadyQueued(11)),
            Err(QueueError::Busy(12)),
            Err(RequestTimerError::Busy),
        ))
    );
    let mut arrived = ARRIVED.take();
    arrived.sort_unstable();
    assert_eq!(arrived, [1, 2, 3]);
    machine.shutdown().assert_clean();
}
