//! IRQLs and spin locks.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Machine, Role, Rule};

use super::{expect_in_dpc, expect_in_work, handle, in_dpc, with_dpc};
use crate::raw::misdeed::{Event, expect, run_on, timer};

/// Reads a value of the registry, which is for `PASSIVE_LEVEL`.
fn read_the_registry(event: &Event<'_>) {
    let mut length = 4;
    let mut buffer = [0u8; 4];
    let name = c"Depth".as_ptr().cast_mut().cast();
    // SAFETY: the buffer has the length that is said.
    unsafe {
        StorPortRegistryRead(
            event.device,
            name,
            0,
            MINIPORT_REG_DWORD,
            buffer.as_mut_ptr(),
            &raw mut length,
        );
    }
}

#[test]
fn a_routine_at_the_wrong_irql() {
    expect_in_dpc(Rule::WrongIrql, Role::HwDpc, read_the_registry);
}

#[test]
fn an_irql_that_stays_raised() {
    expect_in_work(Rule::IrqlChanged, |event| unsafe {
        let (mut first, mut second) = (handle(), handle());
        StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut first);
        StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut second);
        StorPortReleaseSpinLock(event.device, &raw mut first);
        StorPortReleaseSpinLock(event.device, &raw mut second);
        assert_eq!(KeGetCurrentIrql(), DISPATCH_LEVEL);
    });
}

#[test]
fn locks_out_of_order() {
    expect_in_dpc(Rule::LockOrder, Role::HwDpc, |event| unsafe {
        let (mut first, mut second) = (handle(), handle());
        StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut first);
        StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut second);
        StorPortReleaseSpinLock(event.device, &raw mut second);
        StorPortReleaseSpinLock(event.device, &raw mut first);
    });
}

#[test]
fn a_lock_taken_twice() {
    expect_in_dpc(Rule::LockTwice, Role::HwDpc, |event| unsafe {
        let (mut first, mut second) = (handle(), handle());
        StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut first);
        assert_eq!(
            StorPortAcquireSpinLockEx(event.device, StartIoLock, null_mut(), &raw mut second),
            STOR_STATUS_UNSUCCESSFUL
        );
        StorPortReleaseSpinLock(event.device, &raw mut first);
    });
}

#[test]
fn a_lock_where_none_is_allowed() {
    expect(Rule::LockNotAllowed, Role::HwInitialize, |event| unsafe {
        if event.role == Role::HwInitialize {
            let mut lock = handle();
            StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut lock);
            StorPortReleaseSpinLock(event.device, &raw mut lock);
        }
        event.proceed()
    });
}

#[test]
fn a_lock_that_is_not_held() {
    expect_in_dpc(Rule::LockNotHeld, Role::HwDpc, |event| unsafe {
        StorPortReleaseSpinLock(event.device, &mut handle());
    });
}

#[test]
fn a_lock_that_is_not_released() {
    expect_in_dpc(Rule::LockNotReleased, Role::HwDpc, |event| unsafe {
        StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &mut handle());
    });
}

#[test]
fn a_deadlock_of_two_processors_is_found_by_some_seed() {
    let hook = |event: &Event<'_>| {
        if let Some(result) = with_dpc(event) {
            return result;
        }
        let extension = event.extension();
        unsafe {
            let mut locks = [
                (StartIoLock, null_mut()),
                (DpcLock, (&raw mut extension.other_dpc).cast()),
            ];
            match event.role {
                _ if event.is_write() => {
                    event.issue_dpc();
                    StorPortIssueDpc(
                        event.device,
                        &raw mut extension.other_dpc,
                        1 as PVOID,
                        null_mut(),
                    );
                }
                Role::HwDpc => {
                    // Two orders of two locks of the same rank.
                    if !event.srb.is_null() {
                        locks.reverse();
                    }
                    let (mut first, mut second) = (handle(), handle());
                    StorPortAcquireSpinLock(event.device, locks[0].0, locks[0].1, &raw mut first);
                    StorPortAcquireSpinLock(event.device, locks[1].0, locks[1].1, &raw mut second);
                    StorPortReleaseSpinLock(event.device, &raw mut second);
                    StorPortReleaseSpinLock(event.device, &raw mut first);
                    return 0;
                }
                _ => {}
            }
        }
        event.proceed()
    };
    let found = (0..100).filter(|&seed| {
        let report = run_on(Machine::builder(seed).processors(2).preemption(30), hook);
        report.violations_of(Rule::Deadlock).count() == 1
    });
    let found = found.count();
    assert!((1..100).contains(&found), "{found} of 100 seeds");
}

#[test]
fn a_timer_that_takes_another_lock() {
    expect(Rule::LockNotAllowed, Role::HwTimer, |event| unsafe {
        if event.is_write() {
            notify_request_timer_call(event.device, Some(timer), 500);
        }
        if let Some(result) = with_dpc(event) {
            return result;
        }
        if event.role == Role::HwTimer {
            let mut lock = handle();
            let dpc = &raw mut event.extension().dpc;
            StorPortAcquireSpinLock(event.device, DpcLock, dpc.cast(), &raw mut lock);
            StorPortReleaseSpinLock(event.device, &raw mut lock);
        }
        event.proceed()
    });
}

/// The IRQL would fall below that of the lock that is still held.
#[test]
fn locks_released_in_the_order_of_their_acquisition() {
    let takes = |other: bool| {
        in_dpc(move |event: &Event<'_>| unsafe {
            let (mut first, mut second) = (handle(), handle());
            let device = event.device;
            StorPortAcquireSpinLock(device, StartIoLock, null_mut(), &raw mut first);
            StorPortAcquireSpinLock(device, InterruptLock, null_mut(), &raw mut second);
            let order = if other {
                [&raw mut first, &raw mut second]
            } else {
                [&raw mut second, &raw mut first]
            };
            for handle in order {
                StorPortReleaseSpinLock(device, handle);
            }
        })
    };
    expect(Rule::LockMisused, Role::HwDpc, takes(true));
    run_on(Machine::builder(1), takes(false)).assert_clean();
}
