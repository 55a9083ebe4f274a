//! What a driver asks Storport, says to it, and is asked by I/O control.

use std::ptr::null_mut;

use miniport::ffi::*;
use miniport_sim::{Direction, Machine, RegistryValue, Role};

use super::scsi;
use crate::raw::misdeed::{start, start_with};

#[test]
fn a_driver_asks_and_says() {
    let machine = Machine::builder(6).processors(2).build();
    let options = scsi()
        .registry("Depth", RegistryValue::Dword(77))
        .registry("Name", RegistryValue::String("abc".into()));
    let adapter = start_with(
        &machine,
        options,
        |data| data.SpecificLuExtensionSize = 100,
        |event| unsafe {
            let device = event.device;
            if event.role == Role::HwInitialize {
                registry(device);
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

unsafe fn registry(device: PVOID) {
    unsafe {
        let mut length = 8u32;
        let buffer = StorPortAllocateRegistryBuffer(device, &raw mut length);
        assert_eq!(length, 8);
        let second = StorPortAllocateRegistryBuffer(device, &raw mut length);
        assert!(second.is_null(), "one buffer at a time");
        let name = c"depth".as_ptr().cast_mut().cast();
        let read = |length: *mut u32| {
            StorPortRegistryRead(device, name, 0, MINIPORT_REG_DWORD, buffer, length)
        };
        assert_eq!(read(&raw mut length), TRUE);
        assert_eq!((buffer.cast::<u32>().read_unaligned(), length), (77, 4));
        length = 3;
        assert_eq!(read(&raw mut length), FALSE);
        assert_eq!(length, 4, "the length that it needs");
        StorPortFreeRegistryBuffer(device, buffer);
        let mut text = [0u8; 4];
        let (mut data, mut length) = (text.as_mut_ptr().cast(), 4u32);
        let name = c"Name".as_ptr().cast_mut().cast();
        let read = |data: *mut PVOID, length: *mut u32| {
            let (none, kind) = (null_mut(), MINIPORT_REG_SZ);
            StorPortRegistryReadAdapterKey(device, none, name, kind, data, length)
        };
        let status = read(&raw mut data, &raw mut length);
        assert_eq!(status, STOR_STATUS_SUCCESS);
        assert_eq!((&text, length), (b"abc\0", 4));
        length = 3;
        let status = read(&raw mut data, &raw mut length);
        assert_eq!(status, STOR_STATUS_BUFFER_TOO_SMALL);
    }
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
    let adapter = start(&machine, scsi(), |event| unsafe {
        if event.role == Role::HwStartIo && (*event.srb).Function == SRB_FUNCTION_IO_CONTROL {
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
    })
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
