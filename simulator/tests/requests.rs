//! What happens to requests: retries, resets, queues, buffers, and the ways by which a driver completes them later.
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
#[allow(dead_code)]
mod misdeed;
#[path = "raw/ramdisk.rs"]
#[allow(dead_code)]
mod raw;

use std::cell::Cell;
use std::ptr::null_mut;
use std::rc::Rc;
use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{
    Adapter, AdapterOptions, Direction, Machine, MachineBuilder, RegistryValue, Report, Role,
    SrbForm,
};
use misdeed::{Event, dpc, passive, start, timer, timer_ex, work};

fn scsi() -> AdapterOptions {
    AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi)
}

/// Runs a driver with a hook, writes and reads back, and expects no violation.
fn works(machine: MachineBuilder, hook: impl Fn(&Event<'_>) -> u32 + 'static) -> Report {
    let machine = machine.build();
    let adapter = start(&machine, scsi().queue_depth(8), |_| {}, hook).unwrap();
    write_and_read(&machine, &adapter);
    let report = machine.shutdown();
    report.assert_clean();
    report
}

fn write_and_read(machine: &Machine, adapter: &Adapter) {
    let disk = &adapter.disks()[0];
    let writes: Vec<_> = (0..32u8)
        .map(|lba| disk.submit_write(u64::from(lba), &[lba; 512]).unwrap())
        .collect();
    machine.run();
    for write in writes {
        let (completion, _) = write.wait().unwrap();
        assert!(completion.is_success(), "{completion}");
    }
    for lba in 0..32u8 {
        let mut data = [0xFF; 512];
        disk.read(u64::from(lba), &mut data).unwrap();
        assert_eq!(data, [lba; 512]);
    }
}

#[test]
fn what_is_refused_or_busy_is_tried_again() {
    for seed in 0..10 {
        for way in 0..3 {
            let report = works(Machine::builder(seed), move |event| unsafe {
                let extension = event.extension();
                if !event.is_write() || extension.count >= 20 {
                    return event.proceed();
                }
                extension.count += 1;
                match way {
                    0 => return 0,
                    1 => (*event.srb).SrbStatus = SRB_STATUS_BUSY,
                    _ => {
                        (*event.srb).SrbStatus = SRB_STATUS_ERROR;
                        (*event.srb).ScsiStatus = SCSISTAT_QUEUE_FULL;
                    }
                }
                notify_request_complete(event.device, event.srb);
                1
            });
            assert_eq!(report.calls_of(Role::StartIo), report.requests + 20);
        }
    }
}

#[test]
fn what_is_busy_for_ever_is_told_to_the_sender() {
    let machine = Machine::new(1);
    let adapter = start(
        &machine,
        scsi(),
        |_| {},
        |event| if event.is_write() { 0 } else { event.proceed() },
    )
    .unwrap();
    let (completion, _) = adapter.disks()[0]
        .submit_write(0, &[0; 512])
        .unwrap()
        .wait()
        .unwrap();
    assert_eq!(completion.srb_status, SRB_STATUS_BUSY);
    machine.shutdown().assert_clean();
}

/// Completes what it is given later: in a DPC, a work item, a timer of either kind.
fn later(way: Role) -> impl Fn(&Event<'_>) -> u32 + Clone + 'static {
    move |event| unsafe {
        let extension = event.extension();
        let device = event.device;
        match event.role {
            Role::Initialize => {
                return u32::from(StorPortEnablePassiveInitialization(device, Some(passive)));
            }
            Role::PassiveInitialize => {
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
            Role::FreeAdapterResources => {
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
                    Role::Dpc => assert_eq!(
                        StorPortIssueDpc(device, &raw mut extension.dpc, null_mut(), null_mut()),
                        TRUE
                    ),
                    Role::WorkItem => assert_eq!(
                        StorPortQueueWorkItem(device, Some(work), extension.worker, null_mut()),
                        STOR_STATUS_SUCCESS
                    ),
                    Role::TimerEx => assert_eq!(
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
                let expected = if way == Role::WorkItem {
                    PASSIVE_LEVEL
                } else {
                    DISPATCH_LEVEL
                };
                assert_eq!(KeGetCurrentIrql(), expected);
                if way == Role::WorkItem {
                    assert_eq!(StorPortDelayExecution(device, 100), STOR_STATUS_SUCCESS);
                }
                let srb = std::mem::replace(&mut extension.kept, null_mut());
                raw::start_io(device, srb);
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
        for way in [Role::Dpc, Role::WorkItem, Role::TimerEx, Role::Timer] {
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
fn a_late_request_is_reset_and_sent_again() {
    // What helps: the reset of the unit, of the target, of the bus.
    for helps in [
        SRB_FUNCTION_RESET_LOGICAL_UNIT,
        SRB_FUNCTION_RESET_DEVICE,
        SRB_FUNCTION_RESET_BUS,
    ] {
        let seen = Rc::new(Cell::new(Vec::new()));
        let resets = Rc::clone(&seen);
        let machine = Machine::new(u64::from(helps));
        let options = scsi().timeout(5);
        let adapter = start(
            &machine,
            options,
            |_| {},
            move |event| unsafe {
                let extension = event.extension();
                let reset = match event.role {
                    Role::StartIo => (*event.srb).Function,
                    Role::ResetBus => SRB_FUNCTION_RESET_BUS,
                    _ => 0,
                };
                if reset != 0 {
                    let mut list = resets.take();
                    list.push(reset);
                    resets.set(list);
                    if reset == helps {
                        StorPortCompleteRequest(event.device, 0, 0, 0, SRB_STATUS_BUS_RESET);
                    }
                }
                if event.is_write() && extension.count == 0 {
                    extension.count = 1;
                    return 1;
                }
                event.proceed()
            },
        )
        .unwrap();
        let before = machine.now();
        adapter.disks()[0].write(1, &[3; 512]).unwrap();
        let passed = machine.now() - before;
        assert!(
            (Duration::from_secs(5)..Duration::from_secs(8)).contains(&passed),
            "{passed:?}"
        );
        let resets = seen.take();
        assert_eq!(resets.last(), Some(&helps));
        assert_eq!(
            resets.len(),
            match helps {
                SRB_FUNCTION_RESET_LOGICAL_UNIT => 1,
                SRB_FUNCTION_RESET_DEVICE => 2,
                _ => 3,
            }
        );
        machine.shutdown().assert_clean();
    }
}

#[test]
fn queues_stop_and_go() {
    // Busy until one completes; paused for a second; paused until resumed by a timer.
    for way in 0..4 {
        works(Machine::builder(way), move |event| unsafe {
            let device = event.device;
            let extension = event.extension();
            if event.is_write() && extension.count == 0 {
                extension.count = 1;
                match way {
                    0 => assert_eq!(StorPortDeviceBusy(device, 0, 0, 0, 1), TRUE),
                    1 => assert_eq!(StorPortPauseDevice(device, 0, 0, 0, 1), TRUE),
                    2 => assert_eq!(StorPortBusy(device, 1), TRUE),
                    _ => {
                        assert_eq!(StorPortPause(device, 3600), TRUE);
                        notify_request_timer_call(device, Some(timer), 1000);
                    }
                }
                assert_eq!(StorPortPauseDevice(device, 0, 0, 77, 1), FALSE);
            }
            if event.role == Role::Timer {
                assert_eq!(StorPortResume(device), TRUE);
            }
            event.proceed()
        });
    }
}

#[test]
fn the_queue_depth_is_kept() {
    let machine = Machine::new(9);
    let most = Rc::new(Cell::new(0));
    let seen = Rc::clone(&most);
    let inner = later(Role::TimerEx);
    let adapter = start(
        &machine,
        scsi().queue_depth(3),
        |_| {},
        move |event| unsafe {
            if event.role == Role::PassiveInitialize {
                event.extension().count = 0;
            }
            if event.is_write() {
                event.extension().count += 1;
                assert_eq!(StorPortSetDeviceQueueDepth(event.device, 0, 0, 0, 2), TRUE);
            }
            inner(event)
        },
    )
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

#[test]
fn buffers_are_mapped_as_the_driver_asked() {
    for (map, reads, others) in [
        (STOR_MAP_NO_BUFFERS, false, false),
        (STOR_MAP_ALL_BUFFERS, false, true),
        (STOR_MAP_ALL_BUFFERS_INCLUDING_READ_WRITE, true, true),
    ] {
        for form in [SrbForm::Scsi, SrbForm::Storage] {
            let machine = Machine::new(4);
            let adapter = start(
                &machine,
                AdapterOptions::from("blocks=1024").srb_form(form),
                |_| {},
                move |event| unsafe {
                    if event.role == Role::VirtualFindAdapter {
                        let result = event.proceed();
                        (*event.config).MapBuffers = map;
                        return result;
                    }
                    if event.role == Role::StartIo {
                        // The address of the data, in both forms, and what the port driver says of it.
                        let storage = event.srb.cast::<STORAGE_REQUEST_BLOCK>();
                        let (place, length, opcode) =
                            if (*event.srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
                                let data = storage
                                    .byte_add((*storage).SrbExDataOffset[0] as usize)
                                    .cast::<SRBEX_DATA_SCSI_CDB16>();
                                (
                                    &raw mut (*storage).DataBuffer,
                                    (*storage).DataTransferLength,
                                    (*data).Cdb[0],
                                )
                            } else {
                                (
                                    &raw mut (*event.srb).DataBuffer,
                                    (*event.srb).DataTransferLength,
                                    (*event.srb).Cdb[0],
                                )
                            };
                        if length != 0 {
                            let mut address = null_mut();
                            assert_eq!(
                                StorPortGetSystemAddress(event.device, event.srb, &raw mut address),
                                STOR_STATUS_SUCCESS
                            );
                            let mapped = if matches!(opcode, 0x28 | 0x2A) {
                                reads
                            } else {
                                others
                            };
                            assert_eq!(*place == address, mapped, "opcode {opcode:#x}");
                            check_list(event, address as usize, length);
                            *place = address;
                        }
                    }
                    event.proceed()
                },
            )
            .unwrap();
            let disk = &adapter.disks()[0];
            for blocks in [1, 3, 64, 700] {
                let data = vec![blocks as u8; blocks * 512];
                disk.write(5, &data).unwrap();
                let mut back = vec![0; data.len()];
                disk.read(5, &mut back).unwrap();
                assert!(data == back);
            }
            machine.shutdown().assert_clean();
        }
    }
}

/// The scatter/gather list and the MDL describe the buffer.
unsafe fn check_list(event: &Event<'_>, address: usize, length: u32) {
    unsafe {
        let list = StorPortGetScatterGatherList(event.device, event.srb);
        let count = (*list).NumberOfElements as usize;
        let elements = std::slice::from_raw_parts(
            (&raw const (*list).List).cast::<STOR_SCATTER_GATHER_ELEMENT>(),
            count,
        );
        assert_eq!(
            elements.iter().map(|element| element.Length).sum::<u32>(),
            length
        );
        assert!(count <= 257, "{count} elements");
        let mut at = address;
        for element in elements {
            let mut run = 0;
            let physical =
                StorPortGetPhysicalAddress(event.device, event.srb, at as PVOID, &raw mut run);
            assert_eq!(physical, element.PhysicalAddress);
            assert!(run > 0 && run <= 4096);
            assert_eq!(
                StorPortGetVirtualAddress(event.device, physical) as usize,
                at
            );
            at += element.Length as usize;
        }
        let (mut mdl, mut frames, mut count, mut offset) = (null_mut(), null_mut(), 0, 0);
        assert_eq!(
            StorPortGetOriginalMdl(event.device, event.srb, &raw mut mdl),
            STOR_STATUS_SUCCESS
        );
        assert_eq!(
            StorPortGetPfns(
                event.device,
                event.srb,
                mdl,
                &raw mut frames,
                &raw mut count,
                &raw mut offset
            ),
            STOR_STATUS_SUCCESS
        );
        assert_eq!(offset as usize, address % 4096);
        assert_eq!(
            count as usize,
            (offset as usize + length as usize).div_ceil(4096)
        );
    }
}

#[test]
fn a_driver_asks_and_says() {
    let machine = Machine::builder(6).processors(2).build();
    let options = scsi()
        .registry("Depth", RegistryValue::Dword(77))
        .registry("Name", RegistryValue::String("abc".into()));
    let adapter = start(
        &machine,
        options,
        |data| data.SpecificLuExtensionSize = 100,
        |event| unsafe {
            let device = event.device;
            if event.role == Role::Initialize {
                let mut length = 4u32;
                let mut value = 0u32;
                let name = c"depth".as_ptr().cast_mut().cast();
                assert_eq!(
                    StorPortRegistryRead(
                        device,
                        name,
                        0,
                        MINIPORT_REG_DWORD,
                        (&raw mut value).cast(),
                        &raw mut length
                    ),
                    TRUE
                );
                assert_eq!((value, length), (77, 4));
                let (mut data, mut length) = (null_mut(), 0u32);
                let name = c"Name".as_ptr().cast_mut().cast();
                assert_eq!(
                    StorPortRegistryReadAdapterKey(
                        device,
                        null_mut(),
                        name,
                        MINIPORT_REG_SZ,
                        &raw mut data,
                        &raw mut length
                    ),
                    STOR_STATUS_SUCCESS
                );
                assert_eq!(
                    std::slice::from_raw_parts(data.cast::<u8>(), length as usize),
                    b"abc\0"
                );
                StorPortFreeRegistryBuffer(device, data.cast());
                debug_print(1, c"part of 7\n".as_ptr().cast_mut().cast());
                let mut processors = 0;
                assert_eq!(
                    StorPortGetProcessorCount(device, &raw mut processors),
                    STOR_STATUS_SUCCESS
                );
                assert_eq!(processors, 2);
                let (mut frequency, mut counter) =
                    (LARGE_INTEGER::default(), LARGE_INTEGER::default());
                assert_eq!(
                    StorPortQueryPerformanceCounter(device, &raw mut frequency, &raw mut counter),
                    STOR_STATUS_SUCCESS
                );
                assert_eq!(frequency.QuadPart, 10_000_000);
                lists(device);
            }
            if event.is_write() {
                let unit = StorPortGetLogicalUnit(device, 0, 0, 0);
                assert!(
                    std::slice::from_raw_parts(unit.cast::<u8>(), 100)
                        .iter()
                        .all(|&byte| byte == 0)
                );
                assert!(StorPortGetLogicalUnit(device, 0, 0, 99).is_null());
                notify_bus_change_detected(device, 0);
            }
            event.proceed()
        },
    )
    .unwrap();
    adapter.disks()[0].write(0, &[0; 512]).unwrap();
    assert!(adapter.bus_changed());
    machine.rescan_changed().unwrap();
    assert!(!adapter.bus_changed());
    let log = machine.log();
    assert!(
        log.iter().any(|entry| entry.text.ends_with("part of 7")),
        "{log:?}"
    );
    let report = machine.shutdown();
    report.assert_clean();
    assert!(report.unsupported.is_empty(), "{report}");
}

unsafe fn lists(device: PVOID) {
    #[repr(align(16))]
    struct Head(STOR_SLIST_HEADER);
    unsafe {
        let mut head = Head(std::mem::zeroed());
        let head = &raw mut head.0;
        let mut entries: [STOR_SLIST_ENTRY; 2] = std::mem::zeroed();
        let entry = (&raw mut entries).cast::<STOR_SLIST_ENTRY>();
        let mut found = null_mut();
        assert_eq!(
            StorPortInitializeSListHead(device, head),
            STOR_STATUS_SUCCESS
        );
        for index in 0..2 {
            assert_eq!(
                StorPortInterlockedPushEntrySList(device, head, entry.add(index), &raw mut found),
                STOR_STATUS_SUCCESS
            );
        }
        let mut depth = 0;
        assert_eq!(
            StorPortQueryDepthSList(device, head, &raw mut depth),
            STOR_STATUS_SUCCESS
        );
        assert_eq!(depth, 2);
        for expected in [entry.add(1), entry, null_mut()] {
            assert_eq!(
                StorPortInterlockedPopEntrySList(device, head, &raw mut found),
                STOR_STATUS_SUCCESS
            );
            assert_eq!(found, expected);
        }
    }
}

#[test]
fn an_io_control_goes_both_ways() {
    let machine = Machine::new(1);
    let adapter = start(
        &machine,
        scsi(),
        |_| {},
        |event| unsafe {
            if event.role == Role::StartIo && (*event.srb).Function == SRB_FUNCTION_IO_CONTROL {
                let data = std::slice::from_raw_parts_mut(
                    (*event.srb).DataBuffer.cast::<u8>(),
                    (*event.srb).DataTransferLength as usize,
                );
                data.iter_mut().for_each(|byte| *byte += 1);
                (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
                notify_request_complete(event.device, event.srb);
                return 1;
            }
            event.proceed()
        },
    )
    .unwrap();
    let mut data = [1, 2, 3];
    assert!(adapter.io_control(&mut data).unwrap().is_success());
    assert_eq!(data, [2, 3, 4]);
    let completion = adapter
        .execute(
            miniport_sim::Address::new(3, 0, 0),
            &[0; 6],
            Direction::None,
            &mut [],
        )
        .unwrap();
    assert_eq!(completion.srb_status, SRB_STATUS_NO_DEVICE);
    machine.shutdown().assert_clean();
}
