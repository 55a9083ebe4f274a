//! Drivers that do one thing wrong: each is seen, by its rule and its callback.

mod answers;
mod arguments;
mod callbacks;
mod data;
mod deferred;
mod lock_table;
mod locks;
mod memory;
mod notices;
mod parameters;
mod requests;
mod service;
mod system;
mod wmi;

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Machine, Role, Rule};

use crate::raw::misdeed::{Event, dpc, expect, passive, run_on, work};

pub fn handle() -> STOR_LOCK_HANDLE {
    unsafe { std::mem::zeroed() }
}

/// Runs `deed` once, in StartIo of the write, then goes on.
pub fn once(
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| {
        if event.is_write() {
            deed(event);
        }
        event.proceed()
    }
}

/// Makes a DPC in passive initialisation, as a right driver does.
pub fn with_dpc(event: &Event<'_>) -> Option<u32> {
    match event.role {
        Role::HwInitialize => unsafe {
            assert_eq!(
                StorPortEnablePassiveInitialization(event.device, Some(passive)),
                TRUE
            );
            Some(1)
        },
        Role::HwPassiveInitialize => unsafe {
            StorPortInitializeDpc(event.device, &raw mut event.extension().dpc, Some(dpc));
            StorPortInitializeDpc(
                event.device,
                &raw mut event.extension().other_dpc,
                Some(dpc),
            );
            Some(1)
        },
        _ => None,
    }
}

/// Runs `deed` in a DPC that the write issues.
pub fn in_dpc(
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| {
        if let Some(result) = with_dpc(event) {
            return result;
        }
        if event.is_write() {
            event.issue_dpc();
        }
        if event.role == Role::HwDpc {
            deed(event);
        }
        event.proceed()
    }
}

/// Runs `deed` in a work item that the write queues; the worker is freed at the end.
pub fn in_work(
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| {
        let extension = event.extension();
        unsafe {
            if event.is_write() && extension.worker.is_null() {
                assert_eq!(
                    StorPortInitializeWorker(event.device, &raw mut extension.worker),
                    STOR_STATUS_SUCCESS
                );
                assert_eq!(
                    StorPortQueueWorkItem(event.device, Some(work), extension.worker, null_mut()),
                    STOR_STATUS_SUCCESS
                );
            }
            if event.role == Role::HwWorkItem {
                deed(event);
            }
            if event.role == Role::HwFreeAdapterResources && !extension.worker.is_null() {
                StorPortFreeWorker(event.device, extension.worker);
            }
        }
        event.proceed()
    }
}

/// What `deed` breaks in StartIo of the write.
#[track_caller]
pub fn expect_once(
    rule: Rule,
    role: impl Into<Option<Role>>,
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) {
    expect(rule, role, once(deed));
}

/// What `deed` breaks in a DPC.
#[track_caller]
pub fn expect_in_dpc(
    rule: Rule,
    role: impl Into<Option<Role>>,
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) {
    expect(rule, role, in_dpc(deed));
}

/// What `deed` breaks in a work item.
#[track_caller]
pub fn expect_in_work(rule: Rule, deed: impl Fn(&Event<'_>) + Clone + 'static) {
    expect(rule, Role::HwWorkItem, in_work(deed));
}

#[test]
fn nothing_wrong_is_nothing_reported() {
    for seed in 0..20 {
        let report = run_on(Machine::builder(seed), in_dpc(|_| {}));
        report.assert_clean();
        // Storport does not call it in a virtual miniport, whatever is registered.
        assert_eq!(report.calls_of(Role::HwBuildIo), 0);
        run_on(
            Machine::builder(seed).processors(3).preemption(30),
            in_work(|_| {}),
        )
        .assert_clean();
    }
}
