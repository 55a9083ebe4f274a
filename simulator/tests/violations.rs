//! Drivers that do one thing wrong: each is seen, by its rule and its callback.
#![allow(
    clippy::undocumented_unsafe_blocks,
    reason = "the drivers are written as in C"
)]
#![allow(
    missing_docs,
    non_upper_case_globals,
    clippy::pedantic,
    reason = "the drivers are written as in C"
)]

#[path = "raw/misdeed.rs"]
mod misdeed;
#[path = "raw/ramdisk.rs"]
#[allow(dead_code)]
mod raw;

use std::ptr::{null_mut, write_bytes};
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, IoError, LoadError, Machine, Role, Rule, SrbForm};
use misdeed::{Event, dpc, expect, passive, run_on, start, timer, timer_ex, work};

fn handle() -> STOR_LOCK_HANDLE {
    unsafe { std::mem::zeroed() }
}

/// Runs `deed` once, in StartIo of the write, then goes on.
fn once(
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
fn with_dpc(event: &Event<'_>) -> Option<u32> {
    match event.role {
        Role::Initialize => unsafe {
            assert_eq!(
                StorPortEnablePassiveInitialization(event.device, Some(passive)),
                TRUE
            );
            Some(1)
        },
        Role::PassiveInitialize => unsafe {
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
fn in_dpc(
    deed: impl Fn(&Event<'_>) + Clone + 'static,
) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| {
        if let Some(result) = with_dpc(event) {
            return result;
        }
        if event.is_write() {
            unsafe {
                StorPortIssueDpc(
                    event.device,
                    &raw mut event.extension().dpc,
                    null_mut(),
                    null_mut(),
                )
            };
        }
        if event.role == Role::Dpc {
            deed(event);
        }
        event.proceed()
    }
}

/// Runs `deed` in a work item that the write queues; the worker is freed at the end.
fn in_work(
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
            if event.role == Role::WorkItem {
                deed(event);
            }
            if event.role == Role::FreeAdapterResources && !extension.worker.is_null() {
                StorPortFreeWorker(event.device, extension.worker);
            }
        }
        event.proceed()
    }
}

#[test]
fn nothing_wrong_is_nothing_reported() {
    for seed in 0..20 {
        let report = run_on(Machine::builder(seed), in_dpc(|_| {}));
        report.assert_clean();
        // Storport does not call it in a virtual miniport, whatever is registered.
        assert_eq!(report.calls_of(Role::BuildIo), 0);
        run_on(
            Machine::builder(seed).processors(3).preemption(30),
            in_work(|_| {}),
        )
        .assert_clean();
    }
}

#[test]
fn a_routine_at_the_wrong_irql() {
    expect(
        Rule::WrongIrql,
        Role::StartIo,
        once(|event| unsafe {
            let mut length = 4;
            let mut buffer = [0u8; 4];
            let name = c"Depth".as_ptr().cast_mut().cast();
            StorPortRegistryRead(
                event.device,
                name,
                0,
                MINIPORT_REG_DWORD,
                buffer.as_mut_ptr(),
                &raw mut length,
            );
        }),
    );
    expect(
        Rule::WrongIrql,
        Role::Dpc,
        in_dpc(|event| unsafe {
            assert_eq!(
                StorPortDelayExecution(event.device, 10),
                STOR_STATUS_INVALID_IRQL
            );
        }),
    );
}

#[test]
fn an_irql_that_stays_raised() {
    expect(
        Rule::IrqlChanged,
        Role::WorkItem,
        in_work(|event| unsafe {
            let (mut first, mut second) = (handle(), handle());
            StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut first);
            StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut second);
            StorPortReleaseSpinLock(event.device, &raw mut first);
            StorPortReleaseSpinLock(event.device, &raw mut second);
            assert_eq!(KeGetCurrentIrql(), DISPATCH_LEVEL);
        }),
    );
}

#[test]
fn locks_out_of_order() {
    expect(
        Rule::LockOrder,
        Role::Dpc,
        in_dpc(|event| unsafe {
            let (mut first, mut second) = (handle(), handle());
            StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &raw mut first);
            StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut second);
            StorPortReleaseSpinLock(event.device, &raw mut second);
            StorPortReleaseSpinLock(event.device, &raw mut first);
        }),
    );
}

#[test]
fn a_lock_taken_twice() {
    expect(
        Rule::LockTwice,
        Role::Dpc,
        in_dpc(|event| unsafe {
            let (mut first, mut second) = (handle(), handle());
            StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut first);
            assert_eq!(
                StorPortAcquireSpinLockEx(event.device, StartIoLock, null_mut(), &raw mut second),
                STOR_STATUS_UNSUCCESSFUL
            );
            StorPortReleaseSpinLock(event.device, &raw mut first);
        }),
    );
}

#[test]
fn a_lock_where_none_is_allowed() {
    expect(Rule::LockNotAllowed, Role::Initialize, |event| unsafe {
        if event.role == Role::Initialize {
            let mut lock = handle();
            StorPortAcquireSpinLock(event.device, StartIoLock, null_mut(), &raw mut lock);
            StorPortReleaseSpinLock(event.device, &raw mut lock);
        }
        event.proceed()
    });
}

#[test]
fn a_lock_that_is_not_held() {
    expect(
        Rule::LockNotHeld,
        Role::Dpc,
        in_dpc(|event| unsafe {
            StorPortReleaseSpinLock(event.device, &mut handle());
        }),
    );
}

#[test]
fn a_lock_that_is_not_released() {
    expect(
        Rule::LockNotReleased,
        Role::Dpc,
        in_dpc(|event| unsafe {
            StorPortAcquireSpinLock(event.device, InterruptLock, null_mut(), &mut handle());
        }),
    );
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
                    StorPortIssueDpc(event.device, &raw mut extension.dpc, null_mut(), null_mut());
                    StorPortIssueDpc(
                        event.device,
                        &raw mut extension.other_dpc,
                        1 as PVOID,
                        null_mut(),
                    );
                }
                Role::Dpc => {
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
fn a_request_completed_twice() {
    expect(Rule::DoubleCompletion, Role::StartIo, |event| unsafe {
        let result = event.proceed();
        if event.role == Role::StartIo {
            notify_request_complete(event.device, event.srb);
        }
        result
    });
    // Much later.
    expect(Rule::DoubleCompletion, Role::StartIo, |event| unsafe {
        let extension = event.extension();
        if event.role == Role::StartIo && !extension.kept.is_null() {
            notify_request_complete(
                event.device,
                std::mem::replace(&mut extension.kept, null_mut()),
            );
        }
        if event.is_write() {
            extension.kept = event.srb;
        }
        event.proceed()
    });
    // Given back and completed.
    expect(Rule::DoubleCompletion, None, |event| {
        let result = event.proceed();
        if event.is_write() { 0 } else { result }
    });
}

#[test]
fn a_request_that_is_none() {
    expect(
        Rule::ForeignRequest,
        Role::StartIo,
        once(|event| unsafe {
            let mut srb: SCSI_REQUEST_BLOCK = std::mem::zeroed();
            srb.SrbStatus = SRB_STATUS_SUCCESS;
            notify_request_complete(event.device, &raw mut srb);
        }),
    );
}

#[test]
fn a_request_completed_as_pending() {
    expect(Rule::CompletedPending, Role::StartIo, |event| unsafe {
        if event.is_write() {
            (*event.srb).SrbStatus = SRB_STATUS_PENDING;
            notify_request_complete(event.device, event.srb);
            return 1;
        }
        event.proceed()
    });
}

#[test]
fn a_request_that_is_lost() {
    expect(Rule::LostRequest, None, |event| {
        if event.is_write() { 1 } else { event.proceed() }
    });
}

#[test]
fn a_request_lost_when_the_adapter_goes() {
    let machine = Machine::new(1);
    let options = AdapterOptions::new().srb_form(SrbForm::Scsi);
    let adapter = start(
        &machine,
        options,
        |_| {},
        |event| if event.is_write() { 1 } else { event.proceed() },
    )
    .unwrap();
    let pending = adapter.disks()[0].submit_write(0, &[0; 512]).unwrap();
    machine.advance(Duration::from_millis(10));
    assert!(!pending.is_done() && adapter.outstanding() == 1);
    adapter.surprise_remove().unwrap();
    adapter.remove();
    assert_eq!(pending.wait().unwrap().0.srb_status, SRB_STATUS_NO_DEVICE);
    let report = machine.shutdown();
    assert_eq!(
        report.violations_of(Rule::LostRequest).count(),
        1,
        "{report}"
    );
    assert_eq!(report.calls_of(Role::ResetBus), 1);
}

#[test]
fn a_request_written_after_its_completion() {
    for extension in [false, true] {
        expect(Rule::UseAfterCompletion, None, move |event| unsafe {
            let srb = event.srb;
            if !event.is_write() {
                return event.proceed();
            }
            let place = if extension {
                (*srb).SrbExtension.cast::<u8>()
            } else {
                srb.cast::<u8>().add(80)
            };
            let result = event.proceed();
            event.extension().kept = place.cast();
            let mut null = null_mut::<std::ffi::c_void>();
            StorPortInitializeTimer(event.device, &raw mut null);
            event.extension().timer = null;
            StorPortRequestTimer(event.device, null, Some(late_write), null_mut(), 100_000, 0);
            result
        });
    }
}

unsafe extern "system" fn late_write(device: PVOID, _: PVOID) {
    unsafe {
        let extension = device.cast::<misdeed::Extension>();
        (*extension).kept.cast::<u8>().write(1);
        StorPortFreeTimer(device, (*extension).timer);
    }
}

#[test]
fn more_transferred_than_asked_for() {
    expect(Rule::TransferLength, None, |event| {
        let srb = event.srb;
        let result = event.proceed();
        if event.is_write() {
            unsafe { (*srb).DataTransferLength += 512 };
        }
        result
    });
}

#[test]
fn routines_from_the_wrong_callback() {
    expect(
        Rule::WrongCallback,
        Role::StartIo,
        once(|event| unsafe {
            StorPortEnablePassiveInitialization(event.device, Some(passive));
        }),
    );
    expect(Rule::WrongCallback, Role::Initialize, |event| unsafe {
        if event.role == Role::Initialize {
            StorPortInitializeDpc(event.device, &raw mut event.extension().dpc, Some(dpc));
        }
        event.proceed()
    });
    expect(
        Rule::WrongCallback,
        Role::WorkItem,
        in_work(|event| unsafe {
            let mut data = raw::initialization_data();
            assert_ne!(
                StorPortInitialize(event.device, null_mut(), &raw mut data, null_mut()),
                0
            );
            let address = STOR_PHYSICAL_ADDRESS { QuadPart: 0 };
            assert!(StorPortGetDeviceBase(event.device, Internal, 0, address, 16, FALSE).is_null());
        }),
    );
}

#[test]
fn passive_initialisation_on_a_restart() {
    let machine = Machine::new(1);
    let adapter = start(
        &machine,
        AdapterOptions::new(),
        |data| data.HwAdapterControl = Some(no_control),
        |event| with_dpc(event).unwrap_or_else(|| event.proceed()),
    )
    .unwrap();
    assert!(adapter.stop().unwrap());
    adapter.restart().unwrap();
    let report = machine.shutdown();
    let found: Vec<_> = report.violations_of(Rule::WrongCallback).collect();
    assert!(
        found.len() == 1 && found[0].role == Some(Role::Initialize),
        "{report}"
    );
}

unsafe extern "system" fn no_control(_: PVOID, _: i32, _: PVOID) -> i32 {
    ScsiAdapterControlUnsuccessful
}

#[test]
fn start_io_that_waits() {
    expect(
        Rule::WaitInStartIo,
        Role::StartIo,
        once(|_| unsafe { StorPortStallExecution(10) }),
    );
    expect(
        Rule::WaitInStartIo,
        Role::StartIo,
        once(|event| unsafe {
            let mut pool = null_mut();
            StorPortAllocatePool(event.device, 100, 0, &raw mut pool);
            StorPortFreePool(event.device, pool);
        }),
    );
}

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
fn a_long_stall() {
    expect(
        Rule::Stall,
        Role::WorkItem,
        in_work(|_| unsafe { StorPortStallExecution(100_001) }),
    );
    expect(
        Rule::Stall,
        Role::Dpc,
        in_dpc(|_| {
            for _ in 0..3 {
                unsafe { StorPortStallExecution(50_000) };
            }
        }),
    );
}

#[test]
fn a_dpc_that_was_not_initialised() {
    expect(
        Rule::DpcNotInitialised,
        Role::StartIo,
        once(|event| unsafe {
            assert_eq!(
                StorPortIssueDpc(
                    event.device,
                    &raw mut event.extension().dpc,
                    null_mut(),
                    null_mut()
                ),
                FALSE
            );
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

fn pool(event: &Event<'_>, length: u32) -> PVOID {
    let mut memory = null_mut();
    assert_eq!(
        unsafe {
            StorPortAllocatePool(
                event.device,
                length,
                u32::from_le_bytes(*b"Test"),
                &raw mut memory,
            )
        },
        STOR_STATUS_SUCCESS
    );
    memory
}

#[test]
fn pool_freed_twice_or_by_a_wrong_pointer() {
    expect(
        Rule::DoubleFree,
        Role::Dpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreePool(event.device, memory);
            StorPortFreePool(event.device, memory);
        }),
    );
    expect(
        Rule::ForeignFree,
        Role::Dpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreePool(event.device, memory.byte_add(8));
            StorPortFreePool(event.device, memory);
        }),
    );
    expect(
        Rule::ForeignFree,
        Role::Dpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreeMdl(event.device, memory);
            StorPortFreePool(event.device, memory);
        }),
    );
}

#[test]
fn writes_outside_of_what_was_given() {
    expect(
        Rule::Overrun,
        Role::Dpc,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            write_bytes(memory.cast::<u8>(), 0, 101);
            StorPortFreePool(event.device, memory);
        }),
    );
    // The SRB extension, the sense buffer, the data buffer, the device extension.
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe { write_bytes((*event.srb).SrbExtension.cast::<u8>(), 0, 65) }),
    );
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe {
            let length = usize::from((*event.srb).SenseInfoBufferLength);
            (*event.srb)
                .SenseInfoBuffer
                .cast::<u8>()
                .add(length)
                .write(1);
        }),
    );
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe {
            (*event.srb)
                .DataBuffer
                .cast::<u8>()
                .add((*event.srb).DataTransferLength as usize)
                .write(1);
        }),
    );
    expect(
        Rule::Overrun,
        None,
        once(|event| unsafe {
            event
                .device
                .cast::<u8>()
                .add(size_of::<misdeed::Extension>())
                .write(1);
        }),
    );
    // Freed memory.
    expect(
        Rule::Overrun,
        None,
        in_dpc(|event| unsafe {
            let memory = pool(event, 100);
            StorPortFreePool(event.device, memory);
            memory.cast::<u8>().write(1);
        }),
    );
}

#[test]
fn what_is_not_freed() {
    expect(
        Rule::Leak,
        None,
        in_dpc(|event| {
            pool(event, 100);
        }),
    );
    expect(
        Rule::Leak,
        None,
        in_dpc(|event| unsafe {
            StorPortInitializeWorker(event.device, &raw mut event.extension().worker);
        }),
    );
    expect(
        Rule::Leak,
        None,
        in_dpc(|event| unsafe {
            StorPortInitializeTimer(event.device, &raw mut event.extension().timer);
        }),
    );
}

#[test]
fn a_bug_check_stops_the_machine() {
    expect(
        Rule::BugCheck,
        Role::StartIo,
        once(|_| unsafe { KeBugCheckEx(0xE0DE, 1, 2, 3, 4) }),
    );
    let machine = Machine::builder(1)
        .decode_bug_checks(|code, [p1, ..]| (code == 0xE0DE).then(|| format!("rule {p1}")))
        .build();
    let options = AdapterOptions::new().srb_form(SrbForm::Scsi);
    let adapter = start(
        &machine,
        options,
        |_| {},
        once(|_| unsafe { KeBugCheckEx(0xE0DE, 17, 2, 3, 4) }),
    )
    .unwrap();
    assert_eq!(adapter.disks()[0].write(0, &[0; 512]), Err(IoError::Halted));
    assert_eq!(adapter.disks()[0].flush(), Err(IoError::Halted));
    assert!(machine.is_halted());
    let report = machine.shutdown();
    assert!(
        report.violations.len() == 1 && report.violations[0].message.ends_with(": rule 17"),
        "{report}"
    );
}

#[test]
fn parameters_that_make_no_sense() {
    expect(
        Rule::BadParameter,
        Role::StartIo,
        once(|event| unsafe {
            notify_request_complete(event.device.byte_add(8), event.srb);
        }),
    );
    expect(
        Rule::BadParameter,
        Role::Dpc,
        in_dpc(|event| unsafe {
            assert_eq!(
                StorPortAllocatePool(event.device, 0, 0, &raw mut event.extension().pool),
                STOR_STATUS_INVALID_PARAMETER
            );
        }),
    );
}

#[test]
fn configurations_that_are_not_allowed() {
    let with_config = |change: fn(&mut PORT_CONFIGURATION_INFORMATION)| {
        move |event: &Event<'_>| {
            let result = event.proceed();
            if event.role == Role::VirtualFindAdapter {
                change(unsafe { &mut *event.config });
            }
            result
        }
    };
    expect(
        Rule::VirtualDevice,
        None,
        with_config(|config| config.VirtualDevice = FALSE),
    );
    expect(
        Rule::BadConfiguration,
        None,
        with_config(|config| config.SynchronizationModel = StorSynchronizeHalfDuplex),
    );
    let load = |change| {
        start(
            &Machine::new(1),
            AdapterOptions::new(),
            |_| {},
            with_config(change),
        )
        .map(drop)
    };
    assert!(matches!(
        load(|config| config.MaximumTransferLength = u32::MAX),
        Err(LoadError::BadConfiguration {
            field: "MaximumTransferLength",
            ..
        })
    ));
    assert!(matches!(
        load(|config| config.NumberOfPhysicalBreaks = u32::MAX),
        Err(LoadError::BadConfiguration {
            field: "NumberOfPhysicalBreaks",
            ..
        })
    ));
    assert!(matches!(
        load(|config| config.AlignmentMask = 2),
        Err(LoadError::BadConfiguration {
            field: "AlignmentMask",
            ..
        })
    ));
}

#[test]
fn a_driver_that_never_rests() {
    let report = run_on(
        Machine::builder(1).patience(10_000),
        in_dpc(|event| unsafe {
            StorPortIssueDpc(
                event.device,
                &raw mut event.extension().dpc,
                null_mut(),
                null_mut(),
            );
        }),
    );
    assert_eq!(report.violations_of(Rule::Livelock).count(), 1, "{report}");
}

#[test]
fn what_is_not_supported_is_said_once() {
    let report = run_on(Machine::builder(1), |event| unsafe {
        if event.role == Role::StartIo {
            assert_eq!(
                StorPortSetPowerSettingNotificationGuids(event.device, 0, null_mut()),
                STOR_STATUS_NOT_IMPLEMENTED
            );
        }
        event.proceed()
    });
    report.assert_clean();
    assert_eq!(
        report.unsupported.iter().copied().collect::<Vec<_>>(),
        ["StorPortSetPowerSettingNotificationGuids"]
    );
    assert!(report.to_string().contains("not supported"));
}

#[test]
fn a_timer_that_takes_another_lock() {
    expect(Rule::LockNotAllowed, Role::Timer, |event| unsafe {
        if event.is_write() {
            notify_request_timer_call(event.device, Some(timer), 500);
        }
        if let Some(result) = with_dpc(event) {
            return result;
        }
        if event.role == Role::Timer {
            let mut lock = handle();
            let dpc = &raw mut event.extension().dpc;
            StorPortAcquireSpinLock(event.device, DpcLock, dpc.cast(), &raw mut lock);
            StorPortReleaseSpinLock(event.device, &raw mut lock);
        }
        event.proceed()
    });
}
