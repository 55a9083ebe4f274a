//! Timers of device objects: their routines may run under a lock of the I/O manager's.

use std::ptr::null_mut;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{DeviceOptions, Machine, Report, Role, Rule};

use crate::raw::depot::{self, HOLD, STYLE, Style};
use crate::raw::event::{Event, clear_hook, set_hook};

/// Runs the depot for some seconds with a hook, and cancels a request.
fn run_for_seconds(seed: u64, hook: impl Fn(&Event<'_>) -> NTSTATUS + 'static) -> Report {
    STYLE.set(Style::Now);
    set_hook(hook);
    let machine = Machine::builder(seed).processors(2).preemption(20).build();
    let driver = machine.load_wdm(depot::driver_entry).expect("loaded");
    if let Ok(device) = machine.add_device(&driver, DeviceOptions::new()) {
        let file = device.open().expect("open");
        for _ in 0..6 {
            let held = file.submit_control(HOLD, &[], 0);
            machine.advance(Duration::from_millis(700));
            let _ = held.cancel();
        }
        let _ = file.close();
    }
    let report = machine.shutdown();
    clear_hook();
    report
}

/// Each of several seeds must show the rule broken by the role.
#[track_caller]
fn expect(rule: Rule, role: Role, hook: impl Fn(&Event<'_>) -> NTSTATUS + Clone + 'static) {
    for seed in 0..10 {
        let report = run_for_seconds(seed, hook.clone());
        let mut found = report.violations_of(rule);
        assert!(found.any(|found| found.role == Some(role)), "{report}");
    }
}

#[test]
fn a_timer_is_started_in_its_own_routine() {
    expect(Rule::LockTwice, Role::IoTimer, |event| {
        if event.role == Role::IoTimer {
            unsafe { IoStartTimer(event.device) };
        }
        event.proceed()
    });
}

#[test]
fn a_timer_is_stopped_in_its_own_routine() {
    for rule in [Rule::WrongCallback, Rule::LockTwice] {
        expect(rule, Role::IoTimer, |event| {
            if event.role == Role::IoTimer {
                unsafe { IoStopTimer(event.device) };
            }
            event.proceed()
        });
    }
}

/// The driver sends itself a request, which is completed at once.
unsafe fn read(device: PDEVICE_OBJECT) {
    unsafe extern "C" fn done(_: PDEVICE_OBJECT, irp: PIRP, _: PVOID) -> NTSTATUS {
        unsafe { IoFreeIrp(irp) };
        STATUS_MORE_PROCESSING_REQUIRED
    }
    unsafe {
        let irp = IoAllocateIrp((*device).StackSize, FALSE);
        (*IoGetNextIrpStackLocation(irp)).MajorFunction = IRP_MJ_READ;
        IoSetCompletionRoutine(irp, Some(done), null_mut(), TRUE, TRUE, TRUE);
        IoCallDriver(device, irp);
    }
}

#[test]
fn a_timer_is_stopped_where_a_timer_routine_has_sent_a_request() {
    expect(Rule::LockTwice, Role::DriverDispatch, |event| {
        if event.role == Role::IoTimer {
            unsafe { read(event.device) };
        }
        if event.is(IRP_MJ_READ) {
            unsafe { IoStopTimer(event.device) };
        }
        event.proceed()
    });
}

/// The routine of one takes the lock under which another starts it. Where the system has no lock of its own, nobody waits.
#[test]
fn a_timer_is_started_under_a_lock_that_its_routine_acquires() {
    let seen = (0..20)
        .filter(|&seed| {
            let report = run_for_seconds(seed, |event| {
                unsafe {
                    if event.role == Role::IoTimer {
                        let lock = &raw mut event.extension().csq_lock;
                        KeAcquireSpinLockAtDpcLevel(lock);
                        KeReleaseSpinLockFromDpcLevel(lock);
                    } else if event.is(IRP_MJ_DEVICE_CONTROL) {
                        let lock = &raw mut event.extension().csq_lock;
                        let irql = KeAcquireSpinLockRaiseToDpc(lock);
                        IoStartTimer(event.device);
                        KeReleaseSpinLock(lock, irql);
                    }
                }
                event.proceed()
            });
            report.violations_of(Rule::LockOrder).next().is_some()
        })
        .count();
    assert!(seen > 4, "{seen} times");
}

/// What is completed beneath a routine is completed without a lock of the driver's: whether the I/O manager has one is its own affair.
#[test]
fn a_timer_is_started_and_stopped_elsewhere_and_its_routine_sends_a_request() {
    for seed in 0..20 {
        let report = run_for_seconds(seed, |event| {
            if event.is(IRP_MJ_DEVICE_CONTROL) {
                unsafe {
                    IoStopTimer(event.device);
                    IoStartTimer(event.device);
                }
            } else if event.role == Role::IoTimer {
                unsafe { read(event.device) };
            }
            event.proceed()
        });
        report.assert_clean();
        assert!(report.calls_of(Role::IoTimer) > 2, "{report}");
    }
}
