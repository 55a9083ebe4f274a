//! The rows of the lock table on the page of `StorPortAcquireSpinLock`: what callbacks must not acquire, beside interrupt handlers, which
//! hold the last lock of the order.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Machine, Role, Rule};

use super::{expect_in_dpc, handle, with_dpc};
use crate::raw::misdeed::{Event, expect, run_on};

/// Acquires and releases a lock.
fn take(event: &Event<'_>, lock: STOR_SPINLOCK) {
    let mut handle = handle();
    let context = if lock == DpcLock {
        (&raw mut event.extension().dpc).cast()
    } else {
        null_mut()
    };
    unsafe {
        StorPortAcquireSpinLock(event.device, lock, context, &raw mut handle);
        StorPortReleaseSpinLock(event.device, &raw mut handle);
    }
}

#[test]
fn no_lock_in_passive_initialisation() {
    for lock in [StartIoLock, DpcLock, InterruptLock] {
        expect(
            Rule::LockNotAllowed,
            Role::HwPassiveInitialize,
            move |event| {
                let result = with_dpc(event);
                if event.role == Role::HwPassiveInitialize {
                    take(event, lock);
                }
                result.unwrap_or_else(|| event.proceed())
            },
        );
    }
}

unsafe extern "system" fn changed(device: PVOID, context: PVOID, _: i16, _: PVOID, _: u32) {
    let lock = context.addr() as STOR_SPINLOCK;
    let mut handle = handle();
    let dpc = unsafe { &raw mut (*device.cast::<crate::raw::misdeed::Extension>()).dpc };
    unsafe {
        StorPortAcquireSpinLock(device, lock, dpc.cast(), &raw mut handle);
        StorPortReleaseSpinLock(device, &raw mut handle);
    }
}

/// Tells of a change of bus 0 in the write, and acquires a lock when it is handled.
fn told(lock: STOR_SPINLOCK) -> impl Fn(&Event<'_>) -> u32 + Clone {
    move |event| unsafe {
        if let Some(result) = with_dpc(event) {
            return result;
        }
        if event.is_write() {
            let unit = Box::leak(Box::new(super::arguments::unit()));
            StorPortStateChangeDetected(
                event.device,
                STATE_CHANGE_BUS,
                std::ptr::from_mut(unit).cast(),
                0,
                Some(changed),
                lock as usize as PVOID,
            );
        }
        event.proceed()
    }
}

#[test]
fn only_the_interrupt_lock_in_a_state_change() {
    expect(Rule::LockNotAllowed, Role::HwStateChange, told(DpcLock));
    run_on(Machine::builder(1), told(InterruptLock)).assert_clean();
}

#[test]
fn every_lock_in_a_dpc() {
    for lock in [StartIoLock, InterruptLock] {
        let report = run_on(
            Machine::builder(1),
            super::in_dpc(move |event| take(event, lock)),
        );
        report.assert_clean();
    }
    // Its own lock is held around no DPC.
    run_on(
        Machine::builder(1),
        super::in_dpc(|event| take(event, DpcLock)),
    )
    .assert_clean();
    expect_in_dpc(Rule::LockOrder, Role::HwDpc, |event| unsafe {
        let mut outer = handle();
        StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut outer);
        take(event, DpcLock);
        StorPortReleaseSpinLock(event.device, &raw mut outer);
    });
}
