//! Runs cleanly: two adapters of one driver swap their requests: give back the other's, complete it in their own callbacks, look at
//! its data through their own contexts.

use core::time::Duration;
use std::sync::Mutex;

use miniport::prelude::*;

use crate::fixture::{self, answer};

thread_local! {
    /// A machine is on one thread.
    static SHARED: &'static Mutex<Vec<Srb<Adapter>>> = Box::leak(Box::default());
}

#[derive(DeviceExtension)]
#[device_extension(virtual, srb_extension = u64)]
struct Adapter {
    later: Timer<later>,
    work: WorkItem<work>,
}

fn make() -> Adapter {
    Adapter {
        later: Timer::new(),
        work: WorkItem::new(),
    }
}

fn shared<R>(with: impl FnOnce(&mut Vec<Srb<Adapter>>) -> R) -> R {
    SHARED.with(|shared| with(&mut shared.lock().expect("not poisoned")))
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    if let Some(status) = answer(srb.cdb(), srb.data()) {
        srb.complete(cx, status);
        return Ok(());
    }
    adapter.later.set(cx, Duration::from_micros(300)).ok();
    let other = shared(|kept| {
        kept.insert(0, srb);
        (kept.len() > 3).then(|| kept.pop()).flatten()
    });
    match other {
        Some(mut other) => {
            *other.extension_mut() += 1;
            Err(other)
        }
        None => Ok(()),
    }
}

#[hw_timer_ex]
fn later(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    adapter.work.queue(cx, ()).ok();
    if let Some(srb) = shared(Vec::pop) {
        let data = srb.map_data(cx).expect("mapped");
        data.fill_at(0, data.len(), 7).expect("inside");
        srb.complete(cx, SrbStatus::Success);
    }
}

#[hw_workitem]
fn work(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    while let Some(srb) = shared(Vec::pop) {
        srb.complete(cx, SrbStatus::Success);
    }
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn requests_of_two_adapters() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let driver = machine.load(DriverEntry).expect("a driver");
        let adapters = [0, 1].map(|_| {
            machine
                .add_adapter(&driver, fixture::options())
                .expect("an adapter")
        });
        let pending: Vec<_> = adapters
            .iter()
            .flat_map(|adapter| fixture::submit(adapter, 4))
            .collect();
        for pending in pending {
            pending.wait().expect("an answer");
        }
        machine.shutdown().assert_clean();
    });
}
