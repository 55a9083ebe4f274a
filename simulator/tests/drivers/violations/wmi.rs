//! Requests of WMI that are answered wrongly, and events that are none.

use std::cell::Cell;

use miniport::ffi::*;
use miniport_sim::{Adapter, AdapterOptions, Machine, Report, Role, Rule, SrbForm, WmiError};

use crate::raw::misdeed::{Event, start_with};

const BLOCK: GUID = GUID {
    Data1: 1,
    Data2: 2,
    Data3: 3,
    Data4: [4; 8],
};

/// What the driver does to a right answer: to its bytes, and to how many they are.
type Deed = fn(&mut [u8], &mut u32);

thread_local! {
    static DEED: Cell<(u8, Deed)> = const { Cell::new((0, |_, _| {})) };
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// The answer of a driver that has one block with two instances of four bytes.
fn answer(minor: u8, bytes: &mut [u8]) -> u32 {
    match minor {
        IRP_MN_REGINFO_EX if bytes.len() < 56 => {
            put(bytes, 0, 56);
            4
        }
        IRP_MN_REGINFO_EX => {
            bytes[..56].fill(0);
            for (at, value) in [(0, 56), (16, 1), (24, 1), (28, 3 << 16 | 2), (44, 2)] {
                put(bytes, at, value);
            }
            bytes[32..40].fill(4);
            56
        }
        IRP_MN_ENABLE_EVENTS => 0,
        // Not even room to say how much is needed.
        _ if bytes.len() < 56 => 0,
        _ if bytes.len() < 200 => {
            for (at, value) in [(0, 56), (44, WNODE_FLAG_TOO_SMALL), (48, 200)] {
                put(bytes, at, value);
            }
            56
        }
        IRP_MN_QUERY_ALL_DATA => {
            let flags = WNODE_FLAG_ALL_DATA | WNODE_FLAG_FIXED_INSTANCE_SIZE;
            for (at, value) in [(0, 76), (16, 1), (44, flags), (48, 64), (52, 2), (60, 4)] {
                put(bytes, at, value);
            }
            76
        }
        _ => {
            let offset = u32::from_le_bytes(bytes[56..60].try_into().expect("four bytes"));
            put(bytes, 60, 4);
            put(bytes, 0, offset + 4);
            offset + 4
        }
    }
}

/// What the driver does with a request: WMI's is answered, and misdone if it is the one.
fn hook(event: &Event<'_>) -> u32 {
    if event.role != Role::HwStartIo {
        return event.proceed();
    }
    let wmi = event.srb.cast::<SCSI_WMI_REQUEST_BLOCK>();
    unsafe {
        if (*wmi).Function != SRB_FUNCTION_WMI {
            return event.proceed();
        }
        let length = (*wmi).DataTransferLength as usize;
        let bytes = std::slice::from_raw_parts_mut((*wmi).DataBuffer.cast::<u8>(), length);
        let minor = (*wmi).WMISubFunction;
        let mut transferred = answer(minor, bytes);
        let (which, deed) = DEED.get();
        if which == minor && transferred != 0 {
            deed(bytes, &mut transferred);
        }
        let is_short = transferred <= 4 && minor != IRP_MN_ENABLE_EVENTS;
        (*wmi).DataTransferLength = transferred;
        (*wmi).SrbStatus = if is_short {
            SRB_STATUS_DATA_OVERRUN
        } else {
            SRB_STATUS_SUCCESS
        };
        notify_request_complete(event.device, event.srb);
    }
    1
}

fn start(machine: &Machine, hook: impl Fn(&Event<'_>) -> u32 + 'static) -> Adapter {
    let options = AdapterOptions::from("blocks=256").srb_form(SrbForm::Scsi);
    start_with(machine, options, |_| {}, hook).expect("it starts")
}

/// Asks a driver for everything that it has, which does this to its answers to one minor function.
fn ask(seed: u64, minor: u8, deed: Deed) -> (Result<(), WmiError>, Report) {
    DEED.set((minor, deed));
    let machine = Machine::new(seed);
    let adapter = start(&machine, hook);
    let asked = adapter.wmi(None).and_then(|wmi| {
        wmi.query_all(BLOCK)?;
        wmi.query(BLOCK, 1).map(drop)
    });
    (asked, machine.shutdown())
}

#[track_caller]
fn malformed(minor: u8, deed: Deed) {
    for seed in 0..4 {
        let (asked, report) = ask(seed, minor, deed);
        assert_eq!(asked, Err(WmiError::Malformed), "{report}");
        assert_eq!(report.violations_of(Rule::WmiAnswer).count(), 1, "{report}");
        assert_eq!(report.violations.len(), 1, "{report}");
    }
}

#[test]
fn right_answers_break_nothing() {
    for seed in 0..8 {
        let (asked, report) = ask(seed, u8::MAX, |_, _| {});
        assert_eq!(asked, Ok(()));
        report.assert_clean();
    }
}

#[test]
fn a_registration_with_another_length_than_it_says() {
    malformed(IRP_MN_REGINFO_EX, |bytes, length| {
        if *length == 56 {
            put(bytes, 0, 55);
        }
    });
}

#[test]
fn a_registration_with_a_flag_that_is_the_port_drivers() {
    malformed(IRP_MN_REGINFO_EX, |bytes, length| {
        if *length == 56 {
            put(bytes, 40, WMIREG_FLAG_INSTANCE_PDO);
        }
    });
}

#[test]
fn a_registration_that_is_never_large_enough() {
    malformed(IRP_MN_REGINFO_EX, |bytes, length| {
        put(bytes, 0, u32::try_from(bytes.len()).expect("few") + 8);
        *length = 4;
    });
}

#[test]
fn an_answer_of_another_length_than_its_header_says() {
    malformed(IRP_MN_QUERY_ALL_DATA, |_, length| *length -= 4);
    malformed(IRP_MN_QUERY_SINGLE_INSTANCE, |_, length| *length -= 4);
}

/// The rest of an answer is wrong only where it is one.
fn if_whole(bytes: &mut [u8], length: u32, at: usize, value: u32) {
    if length != 56 {
        put(bytes, at, value);
    }
}

#[test]
fn another_number_of_instances_than_was_registered() {
    malformed(IRP_MN_QUERY_ALL_DATA, |bytes, length| {
        if_whole(bytes, *length, 52, 1);
    });
}

#[test]
fn instances_that_are_not_at_eight_bytes() {
    malformed(IRP_MN_QUERY_ALL_DATA, |bytes, length| {
        if_whole(bytes, *length, 48, 60);
    });
}

#[test]
fn an_instance_that_ends_behind_the_answer() {
    malformed(IRP_MN_QUERY_ALL_DATA, |bytes, length| {
        if_whole(bytes, *length, 60, 16);
    });
    malformed(IRP_MN_QUERY_SINGLE_INSTANCE, |bytes, length| {
        if_whole(bytes, *length, 60, 5);
    });
}

#[test]
fn a_time_that_was_not_written() {
    malformed(IRP_MN_QUERY_ALL_DATA, |bytes, length| {
        if_whole(bytes, *length, 16, 0);
    });
}

#[test]
fn a_place_of_the_data_that_was_changed() {
    malformed(IRP_MN_QUERY_SINGLE_INSTANCE, |bytes, length| {
        if_whole(bytes, *length, 56, 64 + 8 * 20);
    });
}

#[test]
fn a_guid_that_was_changed() {
    malformed(IRP_MN_QUERY_SINGLE_INSTANCE, |bytes, length| {
        if_whole(bytes, *length, 24, 9);
    });
}

#[test]
fn a_buffer_of_the_size_that_was_asked_for_and_is_too_small() {
    malformed(IRP_MN_QUERY_ALL_DATA, |bytes, length| {
        let needed = u32::try_from(bytes.len()).expect("few") + 8;
        for (at, value) in [(0, 56), (44, WNODE_FLAG_TOO_SMALL), (48, needed)] {
            put(bytes, at, value);
        }
        *length = 56;
    });
}

#[test]
fn an_instance_that_is_not_registered_is_answered() {
    DEED.set((u8::MAX, |_, _| {}));
    let machine = Machine::new(1);
    let adapter = start(&machine, hook);
    let wmi = adapter.wmi(None).expect("a provider");
    assert_eq!(wmi.query(BLOCK, 2), Err(WmiError::Malformed));
    let report = machine.shutdown();
    assert_eq!(report.violations_of(Rule::WmiAnswer).count(), 1, "{report}");
}

#[test]
fn a_registration_that_waits() {
    let machine = Machine::new(1);
    let adapter = start(&machine, |event| {
        let is_wmi =
            event.role == Role::HwStartIo && unsafe { (*event.srb).Function == SRB_FUNCTION_WMI };
        if !is_wmi {
            return event.proceed();
        }
        event.extension().kept = event.srb;
        1
    });
    adapter.wmi(None).expect_err("nobody answers");
    let report = machine.shutdown();
    assert_eq!(report.violations_of(Rule::WmiAnswer).count(), 1, "{report}");
}

#[test]
fn a_driver_that_is_no_provider_is_not_asked() {
    let machine = Machine::new(1);
    let adapter = start(&machine, |event| {
        let found = event.proceed();
        if event.role == Role::VirtualHwFindAdapter {
            unsafe { (*event.config).WmiDataProvider = 0 };
        }
        found
    });
    assert_eq!(adapter.wmi(None).expect_err("none"), WmiError::NoProvider);
    machine.shutdown().assert_clean();
}

/// An event as a driver should tell it, changed.
fn tell(enabled: bool, change: fn(&mut [u32; 40])) -> (usize, Report) {
    DEED.set((u8::MAX, |_, _| {}));
    thread_local! {
        static CHANGE: Cell<fn(&mut [u32; 40])> = const { Cell::new(|_| {}) };
    }
    CHANGE.set(change);
    let machine = Machine::new(1);
    let adapter = start(&machine, |event| {
        let is_flush =
            event.role == Role::HwStartIo && unsafe { (*event.srb).Function == SRB_FUNCTION_FLUSH };
        if !is_flush {
            return hook(event);
        }
        let mut words = [0; 40];
        words[0] = 68;
        words[6..10].copy_from_slice(&[1, 3 << 16 | 2, 0x0404_0404, 0x0404_0404]);
        words[11] = WNODE_FLAG_SINGLE_INSTANCE | WNODE_FLAG_EVENT_ITEM;
        words[13..17].copy_from_slice(&[1, 64, 4, 0x1234_5678]);
        (CHANGE.get())(&mut words);
        unsafe { notify_wmi_event(event.device, words.as_mut_ptr().cast(), 0xFF, 0, 0) };
        event.proceed()
    });
    let wmi = adapter.wmi(None).expect("a provider");
    if enabled {
        wmi.enable_events(BLOCK, true).expect("enabled");
    }
    let disk = adapter.disks()[0].address();
    adapter.send(disk, SRB_FUNCTION_FLUSH).expect("an answer");
    let heard = adapter.wmi_events();
    for event in &heard {
        assert_eq!(
            (event.index, &event.data[..]),
            (1, &[0x78, 0x56, 0x34, 0x12][..])
        );
    }
    (heard.len(), machine.shutdown())
}

#[test]
fn an_event_is_heard() {
    let (heard, report) = tell(true, |_| {});
    assert_eq!(heard, 1);
    report.assert_clean();
}

#[test]
fn events_that_are_none_or_that_nobody_wants() {
    #[track_caller]
    fn wrong(enabled: bool, change: fn(&mut [u32; 40])) {
        let (heard, report) = tell(enabled, change);
        assert_eq!(heard, 0, "{report}");
        assert_eq!(report.violations_of(Rule::WmiEvent).count(), 1, "{report}");
    }
    wrong(false, |_| {});
    wrong(true, |words| words[0] = 129);
    wrong(true, |words| words[11] = WNODE_FLAG_SINGLE_INSTANCE);
    wrong(true, |words| words[6] = 9);
    wrong(true, |words| words[13] = 2);
    wrong(true, |words| words[15] = 5);
}
