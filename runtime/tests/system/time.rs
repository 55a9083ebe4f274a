//! Time, delays, and DPCs that are taken back.

use core::cell::Cell;
use core::time::Duration;

use miniport::prelude::*;
use miniport_sim::AdapterOptions;

use crate::driver::{Acts, Adapter, NOTHING, run};

fn delay(_: &Adapter, cx: &mut Passive<'_, Adapter>) {
    let (before, time) = (cx.performance_counter().unwrap(), cx.system_time());
    assert_eq!(before.frequency, 10_000_000);
    cx.delay(Duration::from_millis(3)).unwrap();
    let waited = cx.performance_counter().unwrap().value - before.value;
    assert!((30_000..200_000).contains(&waited), "{waited}");
    // Both count units of 100 ns here.
    let passed = cx.system_time() - time;
    assert!(
        passed >= 30_000 && passed.abs_diff(waited) < 100_000,
        "{passed}"
    );
    assert_eq!(cx.timer_min_interval(), Ok(Duration::from_micros(15_625)));
    let refused = cx.dpc_watchdog().unwrap_err();
    assert_eq!(refused.to_string(), "STOR_STATUS_UNSUCCESSFUL");
}

#[test]
fn a_work_item_waits_while_others_run() {
    run(
        AdapterOptions::new(),
        Acts {
            work: delay,
            ..NOTHING
        },
    );
}

fn spin(_: &Adapter, cx: &mut StartIo<'_, Adapter>, _: &Srb<Adapter>) {
    let watchdog = cx.dpc_watchdog();
    // HW_STARTIO of a virtual miniport runs at DISPATCH_LEVEL or below.
    assert!(watchdog.is_ok_and(|watchdog| watchdog.limit == 0));
}

#[test]
fn storport_hears_how_long_a_request_took() {
    let seen = run(AdapterOptions::new(), NOTHING);
    assert!(seen.says("a request took 300 units of 100 ns"));
}

#[test]
fn dpcs_have_no_limit_here() {
    run(
        AdapterOptions::new(),
        Acts {
            request: spin,
            ..NOTHING
        },
    );
}

thread_local! {
    static RUNS: Cell<u32> = const { Cell::new(0) };
}

fn issue_and_cancel(adapter: &Adapter, cx: &mut StartIo<'_, Adapter>, _: &Srb<Adapter>) {
    assert_eq!(adapter.dpc.cancel(cx), Ok(false), "it was not queued");
    adapter.dpc.issue(cx, 1).unwrap();
    // It is queued at DISPATCH_LEVEL, and waits for the IRQL to fall.
    assert_eq!(adapter.dpc.cancel(cx), Ok(true));
    assert_eq!(adapter.dpc.cancel(cx), Ok(false));
    adapter.dpc.issue(cx, 2).unwrap();
}

#[test]
fn a_dpc_that_was_taken_back_does_not_run() {
    let acts = Acts {
        request: issue_and_cancel,
        dpc: |cx, argument| {
            assert_eq!(argument, 2);
            cx.delay(Duration::from_micros(2)).unwrap();
            RUNS.set(RUNS.get() + 1);
        },
        ..NOTHING
    };
    run(AdapterOptions::new(), acts);
    assert_eq!(RUNS.get(), 1);
}
