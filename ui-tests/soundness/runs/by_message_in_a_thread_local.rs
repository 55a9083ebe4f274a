//! Runs, and is found out: two adapters of one driver reach one `ByMessage`, each under its own locks.

use core::cell::Cell;
use core::time::Duration;

use miniport::prelude::*;
use miniport_sim::InterruptResources;

use crate::fixture;

type Data = Vec<Box<u32>>;

fn new() -> Data {
    vec![Box::new(7); 64]
}

thread_local! {
    static MESSAGES: ByMessage<Data, 4> = ByMessage::from_fn(|_| new());
}

#[derive(DeviceExtension)]
#[device_extension(physical, interrupts = per_message)]
struct Adapter {
    dpc: Dpc<dpc>,
}

#[hw_find_adapter]
fn find_adapter(
    _: &mut FindAdapter<'_, Adapter>,
    config: &mut PortConfiguration<'_>,
) -> Result<Found<Adapter>, FindAdapterError> {
    config.set_maximum_number_of_targets(1);
    let adapter = Adapter { dpc: Dpc::new() };
    let limits = const { Limits::new(1 << 16, 17) };
    Ok(Found::with_message_interrupt::<message>(adapter, limits))
}

#[hw_message_signaled_interrupt]
fn message(
    adapter: &Adapter,
    cx: &mut MessageInterrupt<'_, Adapter>,
    message: Message<'_>,
) -> bool {
    MESSAGES.with(|messages| {
        if let Some(data) = messages.get(cx, &message) {
            *data = new();
        }
    });
    adapter.dpc.issue(cx, ()).is_ok()
}

#[hw_dpc]
fn dpc(adapter: &Adapter, cx: &mut Deferred<'_, Adapter>) {
    MESSAGES.with(|messages| {
        messages.lock(cx, 0, |data, cx| {
            let first = data.first();
            // Another adapter's handler runs here.
            adapter.dpc.issue(cx, ()).ok();
            assert_eq!(first.map(|first| **first), Some(7));
            *data = new();
        });
        cx.with_lock::<InterruptLock, _>(|cx| messages.get_all(cx)[1] = new());
    });
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    adapter.dpc.issue(cx, ()).ok();
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { initialize interrupt reset control entry }

#[test]
fn by_message_in_a_thread_local() {
    let found = Cell::new(0);
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        for _ in 0..2 {
            let messages = InterruptResources::Messages(4);
            if let Ok(adapter) = fixture::add_physical(&machine, DriverEntry, messages) {
                fixture::send(&adapter);
            }
            machine.advance(Duration::from_millis(1));
        }
        let report = machine.shutdown();
        if !report.is_clean() {
            fixture::assert_other_adapter(&report, file!());
            found.set(found.get() + 1);
        }
    });
    assert_ne!(found.get(), 0);
}
