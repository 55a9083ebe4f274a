//! DPCs, work items and timers that are busy, gone or never made.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Machine, Role, Rule};

use super::{expect_once, handle, in_work, with_dpc};
use crate::raw::misdeed::{Event, expect, run_on, timer_ex, work};

#[test]
fn a_worker_freed_while_its_work_waits() {
    expect(
        Rule::BusyWorkItem,
        Role::HwStartIo,
        in_work_twice(|event| unsafe {
            let worker = event.extension().worker;
            assert_eq!(StorPortFreeWorker(event.device, worker), STOR_STATUS_BUSY);
        }),
    );
}

#[test]
fn what_is_queued_or_set_already_is_busy_and_no_mistake() {
    for seed in 0..10 {
        let queued = in_work_twice(|event| unsafe {
            let worker = event.extension().worker;
            assert_eq!(
                StorPortQueueWorkItem(event.device, Some(work), worker, null_mut()),
                STOR_STATUS_BUSY
            );
        });
        run_on(Machine::builder(seed), queued).assert_clean();
        let issued = move |event: &Event<'_>| {
            if let Some(result) = with_dpc(event) {
                return result;
            }
            if event.is_write() {
                assert!(event.issue_dpc());
                assert!(!event.issue_dpc());
            }
            event.proceed()
        };
        run_on(Machine::builder(seed), issued).assert_clean();
    }
}

/// Queues a work item, then runs `deed` in the same StartIo.
fn in_work_twice(
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    let inner = in_work(|_| {});
    move |event| {
        let write = event.is_write();
        let result = inner(event);
        if write {
            deed(event);
        }
        result
    }
}

/// Requests the timer of the extension, in a millisecond.
unsafe fn set(event: &Event<'_>) -> u32 {
    let timer = event.extension().timer;
    unsafe { StorPortRequestTimer(event.device, timer, Some(timer_ex), null_mut(), 1000, 0) }
}

/// Sets a timer in the write, runs `deed`, and frees the timer when it has run.
fn with_timer(
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| unsafe {
        let extension = event.extension();
        if event.is_write() {
            StorPortInitializeTimer(event.device, &raw mut extension.timer);
            assert_eq!(set(event), STOR_STATUS_SUCCESS);
            deed(event);
        }
        if event.role == Role::HwTimerEx {
            StorPortFreeTimer(event.device, extension.timer);
        }
        event.proceed()
    }
}

#[test]
fn a_timer_freed_while_it_is_set() {
    let free = with_timer(|event| unsafe {
        StorPortFreeTimer(event.device, event.extension().timer);
    });
    expect(Rule::BusyTimer, Role::HwStartIo, move |event| {
        assert!(event.role != Role::HwTimerEx, "a freed timer ran");
        free(event)
    });
}

#[test]
fn a_timer_that_is_set_is_busy_and_that_is_no_mistake() {
    for seed in 0..10 {
        let again = with_timer(|event| assert_eq!(unsafe { set(event) }, STOR_STATUS_BUSY));
        run_on(Machine::builder(seed), again).assert_clean();
    }
}

#[test]
fn a_dpc_that_was_not_initialised() {
    expect_once(Rule::DpcNotInitialised, Role::HwStartIo, |event| {
        assert!(!event.issue_dpc());
    });
    expect_once(Rule::DpcNotInitialised, Role::HwStartIo, |event| unsafe {
        StorPortAcquireSpinLock(
            event.device,
            DpcLock,
            (&raw mut event.extension().dpc).cast(),
            &mut handle(),
        );
    });
}

#[test]
fn handles_that_do_not_exist() {
    expect(Rule::ForeignHandle, Role::HwWorkItem, |event| unsafe {
        let extension = event.extension();
        if event.is_write() {
            StorPortInitializeWorker(event.device, &raw mut extension.worker);
            StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut());
        }
        if event.role == Role::HwWorkItem {
            assert_eq!(
                StorPortFreeWorker(event.device, extension.worker),
                STOR_STATUS_SUCCESS
            );
            StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut());
        }
        event.proceed()
    });
    expect_once(Rule::ForeignHandle, Role::HwStartIo, |event| unsafe {
        StorPortFreeTimer(event.device, 0x1000 as PVOID);
    });
}

/// All of it is the port driver's: a driver that clears its extension after passive initialisation has no DPC any more.
#[test]
fn a_dpc_that_was_written() {
    let writes = |writes: bool| {
        move |event: &Event<'_>| unsafe {
            if event.is_write() {
                if writes {
                    event.extension().dpc = std::mem::zeroed();
                }
                event.issue_dpc();
            }
            with_dpc(event).unwrap_or_else(|| event.proceed())
        }
    };
    expect(Rule::ObjectNotInitialised, Role::HwStartIo, writes(true));
    run_on(Machine::builder(1), writes(false)).assert_clean();
}
