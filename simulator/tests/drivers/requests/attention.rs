//! What the initiator makes of UNIT ATTENTION, and the buffer of REPORT LUNS.

use std::cell::Cell;
use std::rc::Rc;

use miniport::ffi::*;
use miniport::scsi::cdb;
use miniport_sim::{Address, Direction, IoError, Machine, Role};

use super::scsi;
use crate::raw::misdeed::{Event, start};

const KEY: u8 = 6;

/// Answers a command with UNIT ATTENTION.
unsafe fn attention(event: &Event<'_>) -> u32 {
    unsafe {
        let sense = (*event.srb).SenseInfoBuffer.cast::<u8>();
        sense.write_bytes(0, 18);
        sense.write(0x70);
        sense.add(2).write(KEY);
        sense.add(7).write(10);
        sense.add(12).write(0x29);
        (*event.srb).SrbStatus = SRB_STATUS_ERROR | SRB_STATUS_AUTOSENSE_VALID;
        (*event.srb).ScsiStatus = SCSISTAT_CHECK_CONDITION;
        (*event.srb).DataTransferLength = 0;
        notify_request_complete(event.device, event.srb);
    }
    1
}

fn is_command(event: &Event<'_>) -> bool {
    event.role == Role::HwStartIo && unsafe { (*event.srb).Function == SRB_FUNCTION_EXECUTE_SCSI }
}

#[test]
fn what_a_unit_has_to_say_is_no_answer_to_a_class_driver() {
    for seed in 0..5 {
        let machine = Machine::new(seed);
        let left = Rc::new(Cell::new(0));
        let attentions = Rc::clone(&left);
        let adapter = start(&machine, scsi(), move |event| {
            // Every command of the scan is answered so the first time.
            let extension = event.extension();
            let count = &mut extension.count;
            if is_command(event) && attentions.get() == 0 {
                *count += 1;
                if *count % 2 == 1 {
                    return unsafe { attention(event) };
                }
            } else if is_command(event) && attentions.get() > 1 {
                attentions.set(attentions.get() - 1);
                return unsafe { attention(event) };
            }
            event.proceed()
        })
        .unwrap();
        let disk = &adapter.disks()[0];
        assert_eq!(disk.info().remarks, [""; 0]);
        left.set(3);
        disk.write(1, &[5; 512]).unwrap();
        left.set(3);
        let mut data = [0; 512];
        disk.read(1, &mut data).unwrap();
        assert_eq!(data, [5; 512]);
        left.set(3);
        disk.flush().unwrap();
        // Whoever sends commands itself gets what they are answered with.
        left.set(2);
        let ready = disk.execute(&cdb::test_unit_ready(), Direction::None, &mut []);
        assert_eq!(ready.unwrap().sense_code().map(|code| code.0), Some(KEY));
        // Not for ever.
        left.set(1000);
        let written = disk.write(1, &[5; 512]);
        let Err(IoError::Failed(completion)) = written else {
            panic!("{written:?}");
        };
        assert_eq!(completion.sense_code().map(|code| code.0), Some(KEY));
        left.set(1);
        machine.shutdown().assert_clean();
    }
}

#[test]
fn the_list_of_units_is_zero_before_the_driver_writes_it() {
    let machine = Machine::new(1);
    let adapter = start(&machine, scsi(), |event| unsafe {
        if is_command(event) && (*event.srb).Cdb[0] == 0xA0 {
            // One unit, of number zero, which is there already.
            let data = (*event.srb).DataBuffer.cast::<u8>();
            data.cast::<u32>().write_unaligned(8u32.to_be());
            (*event.srb).SrbStatus = SRB_STATUS_SUCCESS;
            notify_request_complete(event.device, event.srb);
            return 1;
        }
        event.proceed()
    })
    .unwrap();
    let units: Vec<Address> = adapter.disks().iter().map(|disk| disk.address()).collect();
    assert_eq!(units, [Address::new(0, 0, 0)]);
    machine.shutdown().assert_clean();
}
