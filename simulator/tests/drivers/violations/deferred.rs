//! DPCs, work items and timers that are busy, gone or never made.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Role, Rule};

use super::{handle, in_work, once};
use crate::raw::misdeed::{Event, expect, timer_ex, work};

#[test]
fn a_work_item_queued_or_freed_while_it_waits() {
    let hook = |free: bool| {
        in_work_twice(move |event| unsafe {
            if free {
                assert_eq!(
                    StorPortFreeWorker(event.device, event.extension().worker),
                    STOR_STATUS_BUSY
                );
            } else {
                let worker = event.extension().worker;
                assert_eq!(
                    StorPortQueueWorkItem(event.device, Some(work), worker, null_mut()),
                    STOR_STATUS_BUSY
                );
            }
        })
    };
    expect(Rule::BusyWorkItem, Role::StartIo, hook(false));
    expect(Rule::BusyWorkItem, Role::StartIo, hook(true));
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

#[test]
fn a_timer_requested_or_freed_while_it_is_set() {
    for free in [false, true] {
        expect(Rule::BusyTimer, Role::StartIo, move |event| unsafe {
            let extension = event.extension();
            if event.is_write() {
                StorPortInitializeTimer(event.device, &raw mut extension.timer);
                assert_eq!(
                    StorPortRequestTimer(
                        event.device,
                        extension.timer,
                        Some(timer_ex),
                        null_mut(),
                        1000,
                        0
                    ),
                    STOR_STATUS_SUCCESS
                );
                if free {
                    StorPortFreeTimer(event.device, extension.timer);
                } else {
                    assert_eq!(
                        StorPortRequestTimer(
                            event.device,
                            extension.timer,
                            Some(timer_ex),
                            null_mut(),
                            1000,
                            0
                        ),
                        STOR_STATUS_BUSY
                    );
                }
            }
            if event.role == Role::TimerEx {
                assert!(!free, "a freed timer ran");
                StorPortFreeTimer(event.device, extension.timer);
            }
            event.proceed()
        });
    }
}

#[test]
fn a_dpc_that_was_not_initialised() {
    expect(
        Rule::DpcNotInitialised,
        Role::StartIo,
        once(|event| {
            assert!(!event.issue_dpc());
        }),
    );
    expect(
        Rule::DpcNotInitialised,
        Role::StartIo,
        once(|event| unsafe {
            StorPortAcquireSpinLock(
                event.device,
                DpcLock,
                (&raw mut event.extension().dpc).cast(),
                &mut handle(),
            );
        }),
    );
}

#[test]
fn handles_that_do_not_exist() {
    expect(Rule::ForeignHandle, Role::WorkItem, |event| unsafe {
        let extension = event.extension();
        if event.is_write() {
            StorPortInitializeWorker(event.device, &raw mut extension.worker);
            StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut());
        }
        if event.role == Role::WorkItem {
            assert_eq!(
                StorPortFreeWorker(event.device, extension.worker),
                STOR_STATUS_SUCCESS
            );
            StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut());
        }
        event.proceed()
    });
    expect(
        Rule::ForeignHandle,
        Role::StartIo,
        once(|event| unsafe {
            StorPortFreeTimer(event.device, 0x1000 as PVOID);
        }),
    );
}
