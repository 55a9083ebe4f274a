//! Completion later, and queues that stop, go and keep their depth.

use std::cell::{Cell, RefCell};
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{Machine, Role};

use super::{scsi, works};
use crate::raw::misdeed::{Event, dpc, passive, start, timer, timer_ex, work};
use crate::raw::ramdisk;

/// Completes what it is given later: in a DPC, a work item, a timer of either kind.
fn later(way: Role) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| unsafe {
        let extension = event.extension();
        let device = event.device;
        match event.role {
            Role::HwInitialize => {
                return u32::from(StorPortEnablePassiveInitialization(device, Some(passive)));
            }
            Role::HwPassiveInitialize => {
                StorPortInitializeDpc(device, &raw mut extension.dpc, Some(dpc));
                assert_eq!(
                    StorPortInitializeWorker(device, &raw mut extension.worker),
                    STOR_STATUS_SUCCESS
                );
                assert_eq!(
                    StorPortInitializeTimer(device, &raw mut extension.timer),
                    STOR_STATUS_SUCCESS
                );
                return 1;
            }
            Role::HwFreeAdapterResources => {
                StorPortFreeWorker(device, extension.worker);
                StorPortFreeTimer(device, extension.timer);
            }
            // One request at a time: the others are refused and come again.
            _ if event.is_write() => {
                let mut lock: STOR_LOCK_HANDLE = std::mem::zeroed();
                StorPortAcquireSpinLock(device, StartIoLock, null_mut(), &raw mut lock);
                let busy = !extension.kept.is_null();
                if !busy {
                    extension.kept = event.srb;
                }
                StorPortReleaseSpinLock(device, &raw mut lock);
                if busy {
                    return 0;
                }
                match way {
                    Role::HwDpc => assert_eq!(
                        StorPortIssueDpc(device, &raw mut extension.dpc, null_mut(), null_mut()),
                        TRUE
                    ),
                    Role::HwWorkItem => assert_eq!(
                        StorPortQueueWorkItem(device, Some(work), extension.worker, null_mut()),
                        STOR_STATUS_SUCCESS
                    ),
                    Role::HwTimerEx => assert_eq!(
                        StorPortRequestTimer(
                            device,
                            extension.timer,
                            Some(timer_ex),
                            null_mut(),
                            100,
                            50
                        ),
                        STOR_STATUS_SUCCESS
                    ),
                    _ => notify_request_timer_call(device, Some(timer), 100),
                }
                return 1;
            }
            role if role == way => {
                let expected = if way == Role::HwWorkItem {
                    PASSIVE_LEVEL
                } else {
                    DISPATCH_LEVEL
                };
                assert_eq!(KeGetCurrentIrql(), expected);
                if way == Role::HwWorkItem {
                    assert_eq!(StorPortDelayExecution(device, 100), STOR_STATUS_SUCCESS);
                }
                let srb = std::mem::replace(&mut extension.kept, null_mut());
                ramdisk::start_io(device, srb);
                return 0;
            }
            _ => {}
        }
        event.proceed()
    }
}

#[test]
fn requests_are_completed_later() {
    for seed in 0..5 {
        for way in [
            Role::HwDpc,
            Role::HwWorkItem,
            Role::HwTimerEx,
            Role::HwTimer,
        ] {
            let report = works(Machine::builder(seed), later(way));
            assert_eq!(report.calls_of(way), 32, "{way}");
            works(
                Machine::builder(seed).processors(4).preemption(25),
                later(way),
            );
        }
    }
}

#[test]
fn queues_stop_and_go() {
    // Busy until one completes; paused for a second; paused until resumed by a timer; busy and ready.
    for way in 0..6 {
        works(Machine::builder(way), move |event| unsafe {
            let device = event.device;
            let extension = event.extension();
            if event.is_write() && extension.count == 0 {
                extension.count = 1;
                match way {
                    0 => assert_eq!(StorPortDeviceBusy(device, 0, 0, 0, 1), TRUE),
                    1 => assert_eq!(StorPortPauseDevice(device, 0, 0, 0, 1), TRUE),
                    2 => assert_eq!(StorPortBusy(device, 1), TRUE),
                    3 => {
                        assert_eq!(StorPortBusy(device, 100), TRUE);
                        assert_eq!(StorPortReady(device), TRUE);
                    }
                    4 => {
                        assert_eq!(StorPortDeviceBusy(device, 0, 0, 0, 100), TRUE);
                        assert_eq!(StorPortDeviceReady(device, 0, 0, 0), TRUE);
                    }
                    _ => {
                        assert_eq!(StorPortPause(device, 3600), TRUE);
                        notify_request_timer_call(device, Some(timer), 1000);
                    }
                }
                assert_eq!(StorPortPauseDevice(device, 0, 0, 77, 1), FALSE);
                assert_eq!(StorPortDeviceReady(device, 0, 0, 77), FALSE);
            }
            if event.role == Role::HwTimer {
                assert_eq!(StorPortResume(device), TRUE);
            }
            event.proceed()
        });
    }
}

/// A later pause takes the place of one before: its time counts (page `nf-storport-storportpause`).
#[test]
fn the_last_pause_counts() {
    for whole_adapter in [false, true] {
        let machine = Machine::new(1);
        let adapter = start(&machine, scsi(), move |event| unsafe {
            let device = event.device;
            if event.is_write() && std::mem::replace(&mut event.extension().count, 1) == 0 {
                for seconds in [1, 5] {
                    let paused = if whole_adapter {
                        StorPortPause(device, seconds)
                    } else {
                        StorPortPauseDevice(device, 0, 0, 0, seconds)
                    };
                    assert_eq!(paused, TRUE);
                }
            }
            event.proceed()
        })
        .unwrap();
        let disk = &adapter.disks()[0];
        disk.write(0, &[1; 512]).unwrap();
        let begin = machine.now();
        disk.write(0, &[1; 512]).unwrap();
        let passed = (machine.now() - begin).as_millis();
        assert!((4_900..5_100).contains(&passed), "{passed}");
        machine.shutdown().assert_clean();
    }
}

/// Pages `nf-storport-storportdevicebusy` and `nf-storport-storportbusy`: until so many of the outstanding requests have completed.
#[test]
fn busy_waits_for_as_many_as_it_says() {
    for whole_adapter in [false, true] {
        let started = Rc::new(RefCell::new(Vec::new()));
        let at_completions = Rc::new(RefCell::new(Vec::new()));
        let (begins, completes) = (Rc::clone(&started), Rc::clone(&at_completions));
        let count = Cell::new(0);
        let machine = Machine::new(1);
        let adapter = start(&machine, scsi(), move |event| unsafe {
            let device = event.device;
            if event.is_write() {
                begins.borrow_mut().push(event.srb);
                count.set(count.get() + 1);
                if count.get() == 3 {
                    let said = if whole_adapter {
                        StorPortBusy(device, 2)
                    } else {
                        StorPortDeviceBusy(device, 0, 0, 0, 2)
                    };
                    assert_eq!(said, TRUE);
                    notify_request_timer_call(device, Some(timer), 1000);
                }
                return 1;
            }
            if event.role == Role::HwTimer {
                completes.borrow_mut().push(count.get());
                let srb = begins.borrow_mut().remove(0);
                ramdisk::start_io(device, srb);
                if count.get() != 6 || !begins.borrow().is_empty() {
                    notify_request_timer_call(device, Some(timer), 1000);
                }
                return 0;
            }
            event.proceed()
        })
        .unwrap();
        let disk = adapter.disks().remove(0);
        let submit = |lba| {
            let write = disk.submit_write(lba, &[1; 512]).unwrap();
            machine.advance(Duration::from_micros(10));
            write
        };
        let writes: Vec<_> = (0..6).map(submit).collect();
        for write in writes {
            assert!(write.wait().unwrap().0.is_success());
        }
        assert_eq!(*at_completions.borrow(), [3, 3, 6, 6, 6, 6]);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn the_queue_depth_is_kept() {
    let machine = Machine::new(9);
    let most = Rc::new(Cell::new(0));
    let seen = Rc::clone(&most);
    let inner = later(Role::HwTimerEx);
    let adapter = start(&machine, scsi().queue_depth(3), move |event| unsafe {
        if event.role == Role::HwPassiveInitialize {
            event.extension().count = 0;
        }
        if event.is_write() {
            event.extension().count += 1;
            assert_eq!(StorPortSetDeviceQueueDepth(event.device, 0, 0, 0, 2), TRUE);
        }
        inner(event)
    })
    .unwrap();
    let disk = adapter.disks().remove(0);
    let writes: Vec<_> = (0..20)
        .map(|lba| disk.submit_write(lba, &[1; 512]).unwrap())
        .collect();
    assert_eq!(adapter.outstanding(), 3);
    while !writes.iter().all(miniport_sim::Pending::is_done) {
        machine.advance(Duration::from_micros(1));
        seen.set(seen.get().max(adapter.outstanding()));
    }
    assert_eq!(most.get(), 2);
    machine.shutdown().assert_clean();
}
