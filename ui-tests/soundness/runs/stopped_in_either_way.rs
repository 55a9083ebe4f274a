//! Runs cleanly: data of the interrupt lock and of messages is used in `ScsiStopAdapter` and `ScsiRestartAdapter` while interrupts come
//! on other processors. One page says that Storport holds the lock there, another that it holds none.

use core::cell::Cell;

use miniport::prelude::*;
use miniport_sim::{InterruptResources, Rule};

use crate::fixture::{self, Canary};

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message)]
struct Adapter {
    data: Locked<InterruptLock, Guarded>,
    messages: ByMessage<Guarded, 4>,
    dpc: Dpc<dpc>,
}

/// Data that notices when two have it.
struct Guarded {
    canaries: Vec<Canary>,
    is_used: Cell<bool>,
}

impl Guarded {
    fn new() -> Self {
        Self {
            canaries: vec![Canary::new()],
            is_used: Cell::new(false),
        }
    }

    /// Something else runs meanwhile, if it may.
    fn change<S: Scope>(&mut self, cx: &mut Context<'_, Adapter, S>)
    where
        S::Deferred: MayDefer,
        S::Extension: IsBuilt,
    {
        assert!(!self.is_used.replace(true), "two have the data of one lock");
        cx.extension().dpc.issue(cx, ()).ok();
        self.canaries.push(Canary::new());
        self.canaries.truncate(3);
        self.canaries.iter().for_each(Canary::sing);
        self.is_used.set(false);
    }
}

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config.set_maximum_number_of_targets(1);
    let adapter = Adapter {
        data: Locked::new(Guarded::new()),
        messages: ByMessage::from_fn(|_| Guarded::new()),
        dpc: Dpc::new(),
    };
    let limits = const { Limits::new(1 << 16, 17) };
    Ok(Found::with_message_interrupt::<message>(adapter, limits))
}

thread_local! {
    static IN_STOP: Cell<bool> = const { Cell::new(false) };
}

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    assert!(
        !IN_STOP.get(),
        "an interrupt handler beside the interrupt lock"
    );
    if let Some(mine) = adapter.messages.get(cx, &message) {
        mine.canaries.iter().for_each(Canary::sing);
    }
    adapter.dpc.issue(cx, ()).ok();
    true
}

#[hw_interrupt]
fn interrupt(_: &Adapter, _: &mut Interrupt<'_, Adapter>) -> bool {
    assert!(
        !IN_STOP.get(),
        "an interrupt handler beside the interrupt lock"
    );
    true
}

#[hw_dpc]
fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    adapter.data.lock(cx, |data, cx| {
        assert!(!IN_STOP.get(), "a DPC with the interrupt lock");
        data.change(cx);
    });
    adapter.messages.lock(cx, 1, |data, cx| data.change(cx));
}

#[hw_adapter_control(StopAdapter, RestartAdapter)]
fn adapter_control(
    adapter: &Adapter,
    control: AdapterControl<'_, Adapter>,
) -> AdapterControlStatus {
    let (AdapterControl::StopAdapter(mut cx) | AdapterControl::RestartAdapter(mut cx)) = control;
    IN_STOP.set(true);
    for _ in 0..3 {
        adapter.dpc.issue(&mut cx, ()).ok();
        adapter.data.get(&mut cx).canaries.push(Canary::new());
        adapter.messages.get_all(&mut cx)[1]
            .canaries
            .push(Canary::new());
    }
    IN_STOP.set(false);
    AdapterControlStatus::Success
}

callbacks! { initialize start reset entry }

#[test]
fn stopped_in_either_way() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let interrupts = InterruptResources::Messages(4 * u32::from(seed % 2 == 0));
        let adapter = fixture::add_physical(&machine, DriverEntry, interrupts).expect("an adapter");
        for _ in 0..4 {
            fixture::send(&adapter);
            machine.advance(core::time::Duration::from_micros(100 * (seed % 7)));
            assert_eq!(adapter.stop(), Ok(true));
            adapter.restart().expect("a restart");
        }
        let report = fixture::live_and_die(machine, seed, Ok(adapter));
        assert_eq!(report.violations_of(Rule::WrongIrql).count(), 0);
        report.assert_clean();
    });
}
