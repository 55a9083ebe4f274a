//! Runs cleanly: timers are set to no time, to the longest there is, and cancelled, in each scope that may.

use core::time::Duration;

use miniport::prelude::*;

use crate::fixture::{self, Canary};

#[derive(DeviceExtension)]
#[device_extension(virtual)]
struct Adapter {
    timer: Timer<expired>,
    canary: Canary,
}

fn make() -> Adapter {
    Adapter {
        timer: Timer::new(),
        canary: Canary::new(),
    }
}

const TIMES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_nanos(1),
    Duration::from_micros(40),
    Duration::from_secs(u64::MAX / 1000),
    Duration::MAX,
];

fn set_all<S: Scope>(adapter: &Adapter, cx: &mut Context<'_, Adapter, S>)
where
    S::Deferred: MayDefer,
    S::Extension: IsBuilt,
    S::Irql: AtMost<irql::Dispatch>,
{
    adapter.canary.sing();
    for time in TIMES {
        adapter.timer.set(cx, time).ok();
        adapter.timer.cancel(cx).ok();
        cx.request_timer::<tick>(time);
    }
    cx.request_timer::<tick>(TIMES[2]);
    adapter.timer.set(cx, TIMES[2]).ok();
}

#[hw_timer_ex]
fn expired(adapter: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    set_all(adapter, cx);
}

#[hw_timer]
fn tick(adapter: &Adapter, cx: &mut TimerTick<'_, Adapter>) {
    set_all(adapter, cx);
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    set_all(adapter, cx);
    srb.complete(cx, SrbStatus::Success);
    Ok(())
}

callbacks! { virtual_find initialize reset control virtual_entry }

#[test]
fn timers_of_all_times() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_virtual(&machine, DriverEntry);
        fixture::live_and_die(machine, seed, adapter).assert_clean();
    });
}
