//! Runs, and what is found is at most what was lost: requests stay in a `static` beyond their time and beyond a reset, go back by
//! whichever callback comes next, or are dropped there.

use core::mem;
use core::time::Duration;
use std::sync::Mutex;

use miniport::prelude::*;
use miniport_sim::{InterruptResources, Rule};

use crate::fixture;

static KEPT: Mutex<Vec<Srb<Adapter>>> = Mutex::new(Vec::new());

#[derive(DeviceExtension)]
#[device_extension(physical, srb_extension = [u64; 8])]
struct Adapter {
    dpc: Dpc<dpc>,
    timer: Timer<expired>,
}

fn make() -> Adapter {
    Adapter {
        dpc: Dpc::new(),
        timer: Timer::new(),
    }
}

fn next() -> Option<Srb<Adapter>> {
    KEPT.lock().expect("not poisoned").pop()
}

#[hw_startio]
fn start_io(
    adapter: &Adapter,
    cx: &mut StartIo<'_, Adapter>,
    mut srb: Srb<Adapter>,
) -> Result<(), Srb<Adapter>> {
    assert_eq!(*srb.extension(), [0; 8]);
    *srb.extension_mut() = [1; 8];
    let older = next();
    KEPT.lock().expect("not poisoned").push(srb);
    adapter.timer.set(cx, Duration::from_millis(1500)).ok();
    match older {
        Some(older) if older.tag() % 2 == 0 => Err(older),
        older => {
            drop(older);
            Ok(())
        }
    }
}

#[hw_interrupt]
fn interrupt(adapter: &Adapter, cx: &mut Interrupt<'_, Adapter>) -> bool {
    if let Some(srb) = next()
        && let Err(error) = adapter.dpc.issue(cx, srb)
    {
        KEPT.lock()
            .expect("not poisoned")
            .push(error.into_argument());
    }
    true
}

#[hw_dpc]
fn dpc(_: &Adapter, cx: &mut Deferred<'_, Adapter>, mut srb: Srb<Adapter>) {
    srb.extension_mut()[7] += 1;
    if srb.extension()[7] > 2 {
        srb.complete(cx, SrbStatus::Success);
    } else {
        KEPT.lock().expect("not poisoned").push(srb);
    }
}

#[hw_timer_ex]
fn expired(_: &Adapter, cx: &mut TimerExpired<'_, Adapter>) {
    while let Some(srb) = next() {
        srb.complete(cx, SrbStatus::Busy);
    }
}

#[hw_reset_bus]
fn reset_bus(_: &Adapter, _: &mut ResetBus<'_, Adapter>, _: u32) -> bool {
    KEPT.lock().expect("not poisoned").clear();
    true
}

callbacks! { find initialize control entry }

#[test]
fn requests_in_a_static() {
    fixture::each_seed(|seed| {
        let machine = fixture::machine(seed);
        let adapter = fixture::add_physical(&machine, DriverEntry, InterruptResources::Line);
        let report = fixture::live_and_die(machine, seed, adapter);
        for violation in &report.violations {
            assert_eq!(violation.rule, Rule::LostRequest, "{violation}");
        }
        // Windows would wait for what is left before it removes the adapter; here the adapter is gone.
        let kept = mem::take(&mut *KEPT.lock().expect("not poisoned"));
        assert!(kept.len() <= report.violations.len(), "{report}");
        kept.into_iter().for_each(mem::forget);
    });
}
