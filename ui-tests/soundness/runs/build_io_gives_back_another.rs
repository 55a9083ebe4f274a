//! Runs cleanly: `HW_BUILDIO` keeps the new request and passes on an older one, as does `HW_STARTIO` with those that arrive.

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};
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

static BUILT: AtomicUsize = AtomicUsize::new(0);
/// How often an older one was passed on by `HW_BUILDIO`.
static PASSED_ON: AtomicUsize = AtomicUsize::new(0);
/// How often `HW_STARTIO` gave an older one back.
static GIVEN_BACK: AtomicUsize = AtomicUsize::new(0);

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
    if BUILT.fetch_add(1, Relaxed) % 2 == 0 {
        return Some(srb);
    }
    let older = adapter.built.lock(cx, |built, _| built.replace(srb));
    PASSED_ON.fetch_add(usize::from(older.is_some()), Relaxed);
    older
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    let older = adapter.started.get(cx).replace(srb);
    GIVEN_BACK.fetch_add(usize::from(older.is_some()), Relaxed);
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
        // A busy answer pauses its unit for 250 ms, in which the device interrupts all the time.
        if seed % 20 != 0 {
            return;
        }
        let machine = fixture::machine(seed);
        let adapter = fixture::add_physical(&machine, DriverEntry, InterruptResources::Line)
            .expect("an adapter");
        for pending in fixture::submit_tests(&adapter, 16) {
            pending.wait().expect("an answer");
        }
        machine.shutdown().assert_clean();
    });
    assert_ne!(PASSED_ON.load(Relaxed), 0);
    assert_ne!(GIVEN_BACK.load(Relaxed), 0);
}
