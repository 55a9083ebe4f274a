//! What comes late: a request of plug and play that is kept, and what is queued, set or running when the extension is freed.

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, Machine, Report, Role, Rule};

use crate::raw::misdeed::{Event, start, timer, timer_ex, work};
use crate::raw::pnp;
use crate::violations::with_dpc;

/// Runs a driver and removes it; `removing` is what it does when it is told.
fn removed(
    seed: u64,
    removing: impl Fn(PVOID, PSCSI_REQUEST_BLOCK) -> Option<BOOLEAN> + 'static,
    hook: impl Fn(&Event<'_>) -> u32 + 'static,
) -> Report {
    pnp::HOOK.set(Some(Rc::new(move |device, srb, action| {
        (action == StorRemoveDevice)
            .then(|| removing(device, srb))
            .flatten()
    })));
    let machine = Machine::builder(seed).processors(2).preemption(20).build();
    start(&machine, AdapterOptions::new(), hook).unwrap();
    let report = machine.shutdown();
    pnp::HOOK.set(None);
    report
}

#[test]
fn the_removal_waits_for_its_request() {
    for seed in 0..20 {
        let kept = Rc::new(Cell::new(null_mut()));
        let request = Rc::clone(&kept);
        let report = removed(
            seed,
            move |device, srb| {
                request.set(srb);
                unsafe { notify_request_timer_call(device, Some(timer), 3_000_000) };
                Some(TRUE)
            },
            move |event| {
                match event.role {
                    Role::HwTimer => unsafe { pnp::complete(event.device, kept.take()) },
                    Role::HwAdapterControl => assert!(kept.get().is_null(), "it did not wait"),
                    _ => {}
                }
                event.proceed()
            },
        );
        report.assert_clean();
        assert_eq!(report.calls_of(Role::HwTimer), 1);
    }
}

#[test]
fn a_removal_that_is_never_completed_is_named() {
    let report = removed(1, |_, _| Some(TRUE), |event| event.proceed());
    let found: Vec<_> = report.violations_of(Rule::LostRequest).collect();
    assert_eq!(found.len(), 1, "{report}");
    assert!(found[0].message.contains("StorRemoveDevice"), "{report}");
    assert_eq!(report.calls_of(Role::HwFreeAdapterResources), 1);
}

#[test]
fn a_removal_that_is_busy_is_tried_again() {
    let tries = Cell::new(0);
    let report = removed(
        1,
        move |device, srb| {
            tries.set(tries.get() + 1);
            (tries.get() < 5).then(|| unsafe {
                (*srb).SrbStatus = SRB_STATUS_BUSY;
                notify_request_complete(device, srb);
                TRUE
            })
        },
        |event| event.proceed(),
    );
    report.assert_clean();
}

/// What a driver leaves behind in its last callback.
fn left(deed: impl Fn(&Event<'_>) + Clone + 'static) -> Report {
    removed(
        1,
        |_, _| None,
        move |event| {
            if let Some(result) = with_dpc(event) {
                return result;
            }
            let result = event.proceed();
            if event.role == Role::HwFreeAdapterResources {
                deed(event);
            }
            result
        },
    )
}

#[track_caller]
fn says(report: &Report, words: &str) {
    let mut late = report.violations_of(Rule::LateCallback);
    assert!(late.any(|found| found.message.contains(words)), "{report}");
}

#[test]
fn what_is_left_behind_is_named_with_its_role() {
    let dpc = left(|event| assert!(event.issue_dpc()));
    says(&dpc, "a DPC (HW_DPC_ROUTINE) is queued");
    let timers = left(|event| unsafe {
        notify_request_timer_call(event.device, Some(timer), 1000);
        let extension = event.extension();
        StorPortInitializeTimer(event.device, &raw mut extension.timer);
        StorPortRequestTimer(
            event.device,
            extension.timer,
            Some(timer_ex),
            null_mut(),
            1000,
            0,
        );
    });
    says(&timers, "a timer of RequestTimerCall (HW_TIMER) is set");
    says(&timers, "a timer (HW_TIMER_EX) is set");
    let work = left(|event| unsafe {
        let extension = event.extension();
        StorPortInitializeWorker(event.device, &raw mut extension.worker);
        StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut());
    });
    says(&work, "a work item (HW_WORKITEM) is queued");
    assert_eq!(work.calls_of(Role::HwWorkItem), 0);
}

#[test]
fn a_callback_that_is_still_running_is_seen() {
    let report = removed(
        1,
        |device, _| unsafe {
            let extension = &mut *device.cast::<crate::raw::misdeed::Extension>();
            StorPortInitializeWorker(device, &raw mut extension.worker);
            StorPortQueueWorkItem(device, Some(work), extension.worker, null_mut());
            None
        },
        |event| {
            match event.role {
                // It sleeps on while the adapter goes.
                Role::HwWorkItem => unsafe {
                    StorPortDelayExecution(event.device, 1_000_000);
                },
                Role::HwFreeAdapterResources => unsafe {
                    StorPortDelayExecution(event.device, 1000);
                },
                _ => {}
            }
            event.proceed()
        },
    );
    says(&report, "a work item (HW_WORKITEM) is running");
}
