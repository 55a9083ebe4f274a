//! Runs cleanly: `HW_BUILDIO` keeps the new request and passes on an older one, as does `HW_STARTIO` with those that arrive.

use core::time::Duration;

use miniport::prelude::*;
use miniport_sim::InterruptResources;

use crate::fixture;

#[derive(DeviceExtension)]
struct Adapter {
    built: Locked<InterruptLock, Option<Srb<Adapter>>>,
    started: Locked<StartIoLock, Option<Srb<Adapter>>>,
    later: Timer<later>,
}

fn make() -> Adapter {
    Adapter {
        built: Locked::default(),
        started: Locked::default(),
        later: Timer::new(),
    }
}

#[hw_buildio]
fn build_io(
    adapter: &Adapter,
    cx: &mut BuildIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Option<Srb<Adapter>> {
    adapter.later.set(cx, Duration::from_micros(300)).ok();
    if srb.cdb() == [1; 6] {
        return Some(srb);
    }
    adapter.built.lock(cx, |built, _| built.replace(srb))
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let older = adapter.started.get(cx).replace(srb);
    older.map_or(Ok(()), Err)
}

#[hw_timer_ex]
fn later(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    let built = adapter.built.lock(cx, |built, _| built.take());
    let started = adapter.started.lock(cx, |started, _| started.take());
    for srb in [built, started].into_iter().flatten() {
        srb.complete(cx, SrbStatus::Success);
    }
}

callbacks! { find initialize interrupt reset control }
callbacks! { entry_with .hw_buildio::<build_io>() }

#[test]
fn build_io_gives_back_another() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_physical(&machine, DriverEntry, InterruptResources::Line)
            .expect("an adapter");
        for _ in 0..3 {
            fixture::send(&adapter).expect("an answer");
        }
        machine.shutdown().assert_clean();
    });
}
