//! Requests that come back late, for nothing, or with an answer that says two things.

use std::time::Duration;

use miniport::ffi::*;
use miniport_sim::{AdapterOptions, IoError, LoadError, Machine, Role, Rule, SrbForm};

use crate::raw::misdeed::{Event, expect, run_on, start};
use crate::requests::scsi;

/// Completes the write with what `change` writes to the request block; the rest is done right.
fn answers(change: fn(&mut SCSI_REQUEST_BLOCK)) -> impl Fn(&Event<'_>) -> u32 + Clone {
    move |event| unsafe {
        if !event.is_write() {
            return event.proceed();
        }
        (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
        change(&mut *event.srb);
        notify_request_complete(event.device, event.srb);
        1
    }
}

#[test]
fn check_condition_without_sense_data() {
    expect(
        Rule::RequestStatus,
        None,
        answers(|srb| {
            srb.SrbStatus = SRB_STATUS_ERROR;
            srb.ScsiStatus = SCSISTAT_CHECK_CONDITION;
        }),
    );
}

#[test]
fn check_condition_that_says_no_sense() {
    for written in [0x70u8, 0x00] {
        let change: fn(&mut SCSI_REQUEST_BLOCK) = if written == 0x70 {
            |srb| unsafe {
                srb.SenseInfoBuffer.cast::<u8>().write(0x70);
            }
        } else {
            // Nothing was written at all.
            |_| {}
        };
        expect(Rule::RequestStatus, None, move |event| unsafe {
            if !event.is_write() {
                return event.proceed();
            }
            (*event.srb).SrbStatus = SRB_STATUS_ERROR | SRB_STATUS_AUTOSENSE_VALID;
            (*event.srb).ScsiStatus = SCSISTAT_CHECK_CONDITION;
            change(&mut *event.srb);
            notify_request_complete(event.device, event.srb);
            1
        });
    }
}

#[test]
fn success_with_a_status_that_is_none() {
    expect(
        Rule::RequestStatus,
        None,
        answers(|srb| srb.ScsiStatus = SCSISTAT_CHECK_CONDITION),
    );
}

#[test]
fn success_with_another_length_than_the_commands() {
    expect(
        Rule::TransferLength,
        None,
        answers(|srb| srb.DataTransferLength -= 512),
    );
    expect(
        Rule::TransferLength,
        None,
        answers(|srb| srb.DataTransferLength = 0),
    );
    // An underrun says so.
    let report = run_on(
        Machine::builder(1),
        answers(|srb| {
            srb.SrbStatus = SRB_STATUS_DATA_OVERRUN;
            srb.DataTransferLength -= 512;
        }),
    );
    report.assert_clean();
}

#[test]
fn a_request_that_the_reset_path_saves() {
    let saved = |event: &Event<'_>| unsafe {
        let extension = event.extension();
        let is_reset = event.role == Role::HwStartIo
            && (*event.srb).Function == SRB_FUNCTION_RESET_LOGICAL_UNIT;
        if is_reset {
            StorPortCompleteRequest(event.device, 0, 0, 0, SRB_STATUS_BUS_RESET);
        }
        if event.is_write() && extension.count == 0 {
            extension.count = 1;
            return 1;
        }
        event.proceed()
    };
    expect(Rule::LateRequest, None, saved);
    let report = run_on(Machine::builder(1), saved);
    let late = report.violations_of(Rule::LateRequest).next().unwrap();
    assert_eq!(
        late.message,
        "WRITE (10) of 2 blocks from 7, unit 0:0:0: not completed within 3 s"
    );
    let recovery = report.recovery;
    assert_eq!(
        (recovery.late, recovery.unit_resets, recovery.retries),
        (1, 1, 1),
        "{report}"
    );
    assert!(report.to_string().contains("unit resets"), "{report}");
}

#[test]
fn resets_that_a_test_expects_are_no_findings() {
    let run = |expected: Option<u64>| {
        let machine = Machine::new(1);
        let adapter = start(&machine, scsi().timeout(3), |event| unsafe {
            let extension = event.extension();
            if event.role == Role::HwStartIo
                && (*event.srb).Function == SRB_FUNCTION_RESET_LOGICAL_UNIT
            {
                StorPortCompleteRequest(event.device, 0, 0, 0, SRB_STATUS_BUS_RESET);
            }
            if event.is_write() && extension.count == 0 {
                extension.count = 1;
                return 1;
            }
            event.proceed()
        })
        .unwrap();
        match expected {
            Some(expected) => machine.expect_resets(expected),
            None => machine.tolerate_resets(),
        }
        adapter.disks()[0].write(1, &[3; 512]).unwrap();
        machine.shutdown()
    };
    let report = run(None);
    report.assert_clean();
    assert_eq!(report.tolerated[&Rule::LateRequest], 1);
    run(Some(1)).assert_clean();
    for other in [0, 2] {
        let report = run(Some(other));
        assert_eq!(
            report.violations_of(Rule::ExpectedResets).count(),
            1,
            "{report}"
        );
    }
}

#[test]
fn a_request_that_ends_as_reset_when_nothing_was() {
    for status in [
        SRB_STATUS_ABORTED,
        SRB_STATUS_BUS_RESET,
        SRB_STATUS_TIMEOUT,
        SRB_STATUS_REQUEST_FLUSHED,
    ] {
        expect(Rule::NeedlessRetry, None, move |event| unsafe {
            let extension = event.extension();
            if event.is_write() && extension.count == 0 {
                extension.count = 1;
                (*event.srb).SrbStatus = status;
                notify_request_complete(event.device, event.srb);
                return 1;
            }
            event.proceed()
        });
    }
    // The driver has detected a reset.
    let report = run_on(Machine::builder(1), |event| unsafe {
        let extension = event.extension();
        if event.is_write() && extension.count == 0 {
            extension.count = 1;
            notify_reset_detected(event.device, 0);
            (*event.srb).SrbStatus = SRB_STATUS_BUS_RESET;
            notify_request_complete(event.device, event.srb);
            return 1;
        }
        event.proceed()
    });
    report.assert_clean();
    assert_eq!(report.recovery.retries, 1);
}

/// A command of the scan is answered with a status, or kept if there is none.
fn scanned(command: u8, status: Option<u8>, tolerant: bool) -> Result<usize, LoadError> {
    let machine = Machine::new(1);
    machine.tolerate_resets();
    let mut options = scsi().timeout(3);
    if tolerant {
        options = options.tolerant_scan();
    }
    let adapter = start(&machine, options, move |event| unsafe {
        let meant = event.role == Role::HwStartIo
            && (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI
            && (*event.srb).Cdb[0] == command;
        if !meant {
            return event.proceed();
        }
        if let Some(status) = status {
            (*event.srb).SrbStatus = status;
            notify_request_complete(event.device, event.srb);
        }
        1
    });
    machine.advance(Duration::from_secs(1));
    adapter.map(|adapter| adapter.disks().len())
}

#[test]
fn a_command_of_the_scan_that_fails_or_is_lost() {
    for (command, words) in [
        (0xA0, "REPORT LUNS, unit 0:0:0"),
        (0x12, "INQUIRY, unit 0:0:0"),
        (0x25, "READ CAPACITY (10), unit 0:0:0"),
        (0x1A, "MODE SENSE (6), unit 0:0:0"),
    ] {
        for (status, expected) in [
            (Some(SRB_STATUS_ERROR), SRB_STATUS_ERROR),
            (Some(SRB_STATUS_ABORTED), SRB_STATUS_ABORTED),
            (None, SRB_STATUS_TIMEOUT),
        ] {
            match scanned(command, status, false) {
                Err(LoadError::Scan(IoError::Scan {
                    command,
                    completion,
                })) => {
                    assert_eq!(command, words);
                    assert_eq!(completion.srb_status, expected);
                }
                other => panic!("{words} with {status:?}: {other:?}"),
            }
        }
    }
    assert_eq!(scanned(0x12, Some(SRB_STATUS_ERROR), true), Ok(0));
    assert_eq!(scanned(0x1A, None, true), Ok(1));
    // Nothing is there, or the command is not known: no mistakes.
    assert_eq!(scanned(0x12, Some(SRB_STATUS_NO_DEVICE), false), Ok(0));
    assert_eq!(
        scanned(0xA0, Some(SRB_STATUS_INVALID_REQUEST), false),
        Ok(1)
    );
}

#[test]
fn statuses_that_contradict_each_other() {
    let contradictions: [fn(&mut SCSI_REQUEST_BLOCK); 6] = [
        |srb| srb.SrbStatus = SRB_STATUS_ERROR,
        |srb| {
            srb.SrbStatus = SRB_STATUS_INVALID_REQUEST;
            srb.ScsiStatus = SCSISTAT_CHECK_CONDITION;
        },
        |srb| {
            srb.SrbStatus = SRB_STATUS_DATA_OVERRUN;
            srb.ScsiStatus = SCSISTAT_RESERVATION_CONFLICT;
        },
        |srb| {
            srb.SrbStatus = SRB_STATUS_BUSY;
            srb.ScsiStatus = SCSISTAT_CHECK_CONDITION;
        },
        |srb| srb.SrbStatus |= SRB_STATUS_QUEUE_FROZEN,
        |srb| srb.ScsiStatus = SCSISTAT_QUEUE_FULL,
    ];
    for contradiction in contradictions {
        expect(Rule::RequestStatus, None, answers(contradiction));
    }
    let agreements: [fn(&mut SCSI_REQUEST_BLOCK); 3] = [
        |srb| {
            srb.SrbStatus = SRB_STATUS_ERROR;
            srb.ScsiStatus = SCSISTAT_RESERVATION_CONFLICT;
        },
        |srb| srb.ScsiStatus = SCSISTAT_CONDITION_MET,
        |srb| srb.SrbStatus = SRB_STATUS_INVALID_REQUEST,
    ];
    for agreement in agreements {
        run_on(Machine::builder(1), answers(agreement)).assert_clean();
    }
}

#[test]
fn members_of_the_request_block_that_are_the_senders() {
    let changes: [fn(&mut SCSI_REQUEST_BLOCK); 8] = [
        |srb| srb.Length += 1,
        |srb| srb.Function = SRB_FUNCTION_FLUSH,
        |srb| srb.Lun += 1,
        |srb| srb.SrbFlags |= SRB_FLAGS_DATA_IN,
        |srb| srb.SrbFlags &= !SRB_FLAGS_NO_QUEUE_FREEZE,
        |srb| srb.DataBuffer = srb.DataBuffer.wrapping_byte_add(512),
        |srb| srb.OriginalRequest = srb.DataBuffer,
        |srb| srb.SrbExtension = srb.DataBuffer,
    ];
    for change in changes {
        expect(Rule::RequestChanged, None, answers(change));
    }
    let storage = |event: &Event<'_>| unsafe {
        if event.role != Role::HwStartIo {
            return event.proceed();
        }
        let block = event.srb.cast::<STORAGE_REQUEST_BLOCK>();
        let data = block.byte_add((*block).SrbExDataOffset[0] as usize);
        if (*block).SrbFunction == u32::from(SRB_FUNCTION_EXECUTE_SCSI)
            && (*data.cast::<SRBEX_DATA_SCSI_CDB16>()).Cdb[0] == 0x2A
        {
            (*block).SrbFlags &= !SRB_FLAGS_DATA_OUT;
        }
        event.proceed()
    };
    let machine = Machine::new(1);
    let options = AdapterOptions::from("blocks=64").srb_form(SrbForm::Storage);
    let adapter = start(&machine, options, storage).unwrap();
    adapter.disks()[0].write(0, &[7; 512]).unwrap();
    let report = machine.shutdown();
    assert_eq!(report.violations[0].rule, Rule::RequestChanged);
    let own: [fn(&mut SCSI_REQUEST_BLOCK); 3] = [
        |srb| srb.NextSrb = (&raw mut *srb).cast(),
        |srb| srb.Cdb[15] = 1,
        |srb| srb.SrbFlags |= SRB_FLAGS_FREE_SENSE_BUFFER,
    ];
    for change in own {
        let report = run_on(Machine::builder(1), move |event| {
            if event.is_write() {
                change(unsafe { &mut *event.srb });
            }
            event.proceed()
        });
        report.assert_clean();
    }
}

#[test]
fn sense_data_of_another_length_than_they_say() {
    type Lengths = (u8, u8);
    // What the data say behind the eighth byte, and SenseInfoBufferLength.
    let rows: [Lengths; 3] = [(10, 17), (10, 2), (0, 18)];
    for (additional, length) in rows {
        let with_sense = move |event: &Event<'_>| unsafe {
            if !event.is_write() {
                return event.proceed();
            }
            let srb = event.srb;
            let sense = (*srb).SenseInfoBuffer.cast::<u8>();
            for (at, byte) in [(0, 0x70), (2, 5), (7, additional), (12, 0x24)] {
                sense.add(at).write(byte);
            }
            (*srb).SenseInfoBufferLength = length;
            (*srb).SrbStatus = SRB_STATUS_ERROR | SRB_STATUS_AUTOSENSE_VALID;
            (*srb).ScsiStatus = SCSISTAT_CHECK_CONDITION;
            notify_request_complete(event.device, srb);
            1
        };
        expect(Rule::RequestStatus, None, with_sense);
    }
}

/// Changes what the request block says after a command that begins so is answered.
fn afterwards(
    command: [u8; 3],
    change: fn(&mut SCSI_REQUEST_BLOCK),
) -> impl Fn(&Event<'_>) -> u32 + Clone {
    move |event| unsafe {
        let srb = event.srb;
        let result = event.proceed();
        if event.role == Role::HwStartIo
            && (*srb).Function == SRB_FUNCTION_EXECUTE_SCSI
            && (&(*srb).Cdb)[..3] == command
        {
            change(&mut *srb);
        }
        result
    }
}

#[test]
fn a_length_that_is_not_that_of_the_answer() {
    const COMMANDS: [[u8; 3]; 4] = [[0x12, 1, 0x83], [0xA0, 0, 0], [0x1A, 0, 8], [0x25, 0, 0]];
    for command in COMMANDS {
        // Nothing moved, it says.
        let nothing = afterwards(command, |srb| srb.DataTransferLength = 0);
        expect(Rule::TransferLength, None, nothing);
    }
    // Left as it was sent: the page is asked for with 255 bytes, the mode page with 192.
    let page = afterwards(COMMANDS[0], |srb| srb.DataTransferLength = 255);
    expect(Rule::TransferLength, None, page);
    let mode = afterwards(COMMANDS[2], |srb| srb.DataTransferLength = 192);
    expect(Rule::TransferLength, None, mode);
    // Also where it says that this is less than what was asked for.
    let short = afterwards(COMMANDS[0], |srb| {
        srb.SrbStatus = SRB_STATUS_DATA_OVERRUN;
        srb.DataTransferLength = 200;
    });
    expect(Rule::TransferLength, None, short);
}

#[test]
fn a_read_that_moves_nothing() {
    for seed in 1..=5 {
        let report = run_on(Machine::builder(seed), |event| unsafe {
            let is_read = event.role == Role::HwStartIo
                && (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI
                && (*event.srb).Cdb[0] == 0x28;
            if !is_read {
                return event.proceed();
            }
            (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
            notify_request_complete(event.device, event.srb);
            1
        });
        let found = report.violations_of(Rule::TransferLength).next();
        let found = found.unwrap_or_else(|| panic!("{report}"));
        assert_eq!(
            found.message,
            "READ (10) of 2 blocks from 7, unit 0:0:0: SRB_STATUS_SUCCESS, and nothing was written to its buffer"
        );
    }
}

#[test]
fn statuses_that_no_header_has() {
    let none: [fn(&mut SCSI_REQUEST_BLOCK); 4] = [
        |srb| srb.SrbStatus = 0x0C,
        |srb| srb.SrbStatus = 0x29,
        |srb| (srb.SrbStatus, srb.ScsiStatus) = (SRB_STATUS_ERROR, 0x55),
        |srb| srb.SrbStatus |= SRB_STATUS_AUTOSENSE_VALID,
    ];
    for change in none {
        expect(Rule::RequestStatus, None, answers(change));
    }
    // Also of what is no command.
    for status in [0x2E, SRB_STATUS_SUCCESS | SRB_STATUS_QUEUE_FROZEN] {
        let machine = Machine::new(1);
        let adapter = start(&machine, scsi(), move |event| unsafe {
            if event.role != Role::HwStartIo || (*event.srb).Function != SRB_FUNCTION_IO_CONTROL {
                return event.proceed();
            }
            (*event.srb).SrbStatus = status;
            notify_request_complete(event.device, event.srb);
            1
        })
        .unwrap();
        adapter.io_control(&mut [0; 64]).unwrap();
        let report = machine.shutdown();
        let found = report.violations_of(Rule::RequestStatus).count();
        assert_eq!(found, 1, "{report}");
    }
    // What few drivers say, and every header has.
    let some: [fn(&mut SCSI_REQUEST_BLOCK); 3] = [
        |srb| srb.SrbStatus = SRB_STATUS_INVALID_PARAMETER,
        |srb| srb.SrbStatus = SRB_STATUS_INTERNAL_ERROR,
        // TASK ABORTED
        |srb| (srb.SrbStatus, srb.ScsiStatus) = (SRB_STATUS_ERROR, 0x40),
    ];
    for change in some {
        run_on(Machine::builder(1), answers(change)).assert_clean();
    }
}

/// "The miniport should not update the Srb's DataTransferLength" (page of `HW_STARTIO`): the same request is sent again.
#[test]
fn a_busy_answer_that_changes_the_length() {
    let busy = |length: Option<u32>| {
        move |event: &Event<'_>| unsafe {
            let extension = event.extension();
            if !event.is_write() || extension.count != 0 {
                return event.proceed();
            }
            extension.count = 1;
            if let Some(length) = length {
                (*event.srb).DataTransferLength = length;
            }
            (*event.srb).SrbStatus = SRB_STATUS_BUSY;
            notify_request_complete(event.device, event.srb);
            1
        }
    };
    expect(Rule::RequestStatus, None, busy(Some(0)));
    run_on(Machine::builder(1), busy(None)).assert_clean();
}

#[test]
fn a_read_that_moves_a_part_of_its_blocks() {
    let without = |missing: std::ops::Range<usize>| {
        let report = run_on(Machine::builder(1), move |event| unsafe {
            let srb = event.srb;
            let is_read = event.role == Role::HwStartIo
                && (*srb).Function == SRB_FUNCTION_EXECUTE_SCSI
                && (*srb).Cdb[0] == 0x28;
            if !is_read {
                return event.proceed();
            }
            let data = (*srb).DataBuffer.cast::<u8>().add(missing.start);
            let before = std::slice::from_raw_parts(data, missing.len()).to_vec();
            let result = event.proceed();
            data.copy_from_nonoverlapping(before.as_ptr(), before.len());
            result
        });
        let mut found = report.violations_of(Rule::TransferLength);
        found.next().map(|found| found.message.clone())
    };
    let words = "READ (10) of 2 blocks from 7, unit 0:0:0: SRB_STATUS_SUCCESS, and nothing was written to its buffer for 1 of its blocks, \
                 from number";
    assert_eq!(without(0..512).unwrap(), format!("{words} 0 on"));
    assert_eq!(without(512..1024).unwrap(), format!("{words} 1 on"));
    // A part of a block may have been the same.
    assert_eq!(without(512..1023), None);
}

/// Not every sender has room for 255 bytes.
#[test]
fn sense_data_that_are_longer_than_their_buffer() {
    let writes = |all: bool| {
        move |event: &Event<'_>| unsafe {
            if !event.is_write() {
                return event.proceed();
            }
            let srb = event.srb;
            let room = (*srb).SenseInfoBufferLength;
            let sense = (*srb).SenseInfoBuffer.cast::<u8>();
            let length = if all { 64 } else { room.min(64) };
            // Descriptors of 56 bytes, cut off or not.
            sense.write_bytes(0, length.into());
            for (at, byte) in [(0, 0x72), (1, 5), (2, 0x24), (7, 56)] {
                sense.add(at).write(byte);
            }
            (*srb).SenseInfoBufferLength = length;
            (*srb).SrbStatus = SRB_STATUS_ERROR | SRB_STATUS_AUTOSENSE_VALID;
            (*srb).ScsiStatus = SCSISTAT_CHECK_CONDITION;
            notify_request_complete(event.device, srb);
            1
        }
    };
    let run = |all| {
        let machine = Machine::new(1);
        let adapter = start(&machine, scsi(), writes(all)).unwrap();
        for lba in 0..16 {
            assert!(adapter.disks()[0].write(lba, &[0; 512]).is_err());
        }
        machine.shutdown()
    };
    run(false).assert_clean();
    let report = run(true);
    let mut found = report.violations_of(Rule::Overrun);
    let words = "the sense buffer was written behind its end";
    assert!(
        found.any(|found| found.message.starts_with(words)),
        "{report}"
    );
}

/// Answers a command of the scan that begins so with other data; `tolerant` is the scan.
fn found_in_scan(command: [u8; 3], change: fn(&mut [u8]), tolerant: bool) -> Vec<String> {
    let machine = Machine::new(1);
    let mut options = scsi().argument("luns=2;blocks=64");
    if tolerant {
        options = options.tolerant_scan();
    }
    let adapter = start(&machine, options, move |event| unsafe {
        let srb = event.srb;
        let meant = event.role == Role::HwStartIo
            && (*srb).Function == SRB_FUNCTION_EXECUTE_SCSI
            && (&(*srb).Cdb)[..3] == command;
        if !meant {
            return event.proceed();
        }
        // Before it is completed: what the disk answers is known.
        let length = (*srb).DataTransferLength as usize;
        let data = std::slice::from_raw_parts_mut((*srb).DataBuffer.cast::<u8>(), length);
        data.fill(0);
        change(data);
        (*srb).DataTransferLength = match command[0] {
            0x12 => 4 + u32::from(data[3]),
            0xA0 => length.min(8 + data[3] as usize) as u32,
            _ => 8,
        };
        (*srb).SrbStatus = SRB_STATUS_SUCCESS;
        notify_request_complete(event.device, srb);
        1
    });
    drop(adapter);
    let report = machine.shutdown();
    let found = report.violations_of(Rule::ScanAnswer);
    found.map(|found| found.message.clone()).collect()
}

#[test]
fn answers_of_a_scan_that_cannot_be() {
    type Row = ([u8; 3], fn(&mut [u8]), &'static str);
    let rows: [Row; 4] = [
        (
            [0xA0, 0, 0],
            |list| list[3] = 16,
            "REPORT LUNS has unit 0 twice",
        ),
        (
            [0xA0, 0, 0],
            |list| list[3] = 12,
            "REPORT LUNS has a list of 12 bytes",
        ),
        (
            [0x12, 1, 0x80],
            |page| (page[1], page[3]) = (0x83, 4),
            "VPD page 80 was answered with page 83",
        ),
        (
            [0x25, 0, 0],
            |capacity| (capacity[3], capacity[6]) = (62, 2),
            "READ CAPACITY (10) says 63 blocks, (16) says 64",
        ),
    ];
    for (command, change, words) in rows {
        let found = found_in_scan(command, change, false);
        assert!(
            found.iter().any(|found| found.ends_with(words)),
            "{words}: {found:?}"
        );
        assert!(found_in_scan(command, change, true).is_empty());
    }
}

/// A disk gives back what it was given.
#[test]
fn a_write_that_is_forgotten_or_goes_elsewhere() {
    let forgets = |event: &Event<'_>| unsafe {
        if !event.is_write() {
            return event.proceed();
        }
        (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
        notify_request_complete(event.device, event.srb);
        1
    };
    expect(Rule::WrongData, None, forgets);
    expect(Rule::WrongData, None, |event: &Event<'_>| {
        if event.is_write() {
            unsafe { (*event.srb).Cdb[5] ^= 1 };
        }
        event.proceed()
    });
    // Another command since may have changed it: FORMAT UNIT.
    let machine = Machine::new(1);
    let adapter = start(&machine, scsi(), forgets).unwrap();
    let disk = &adapter.disks()[0];
    disk.write(7, &[1; 512]).unwrap();
    let _ = disk.execute(
        &[0x04, 0, 0, 0, 0, 0],
        miniport_sim::Direction::None,
        &mut [],
    );
    disk.read(7, &mut [0; 512]).unwrap();
    machine.shutdown().assert_clean();
}
