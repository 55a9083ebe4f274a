//! The SCSI commands.

use std::ptr;

use miniport::ffi::*;

use super::{Answer, Command, DeviceExtension, MAXIMUM_LUNS};

const INVALID_FIELD: Answer = Answer::check(5, 0x24, 0);
const INVALID_OPCODE: Answer = Answer::check(5, 0x20, 0);
const OUT_OF_RANGE: Answer = Answer::check(5, 0x21, 0);
const NO_UNIT: Answer = Answer::check(5, 0x25, 0);

unsafe fn read_be(cdb: *const u8, offset: usize, bytes: usize) -> u64 {
    (0..bytes).fold(0, |value, index| {
        value << 8 | u64::from(unsafe { *cdb.add(offset + index) })
    })
}

pub(super) unsafe fn execute(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let cdb = command.cdb;
        let opcode = *cdb;
        if command.cdb_length < 6 {
            return INVALID_OPCODE;
        }
        if command.path != 0 || command.target != 0 {
            return Answer::status(SRB_STATUS_NO_DEVICE);
        }
        if u32::from(command.lun) >= (*extension).luns && opcode != 0x12 && opcode != 0xA0 {
            return NO_UNIT;
        }
        match opcode {
            0x28 | 0x2A => transfer(
                extension,
                command,
                opcode == 0x2A,
                read_be(cdb, 2, 4),
                read_be(cdb, 7, 2),
            ),
            0x88 | 0x8A => transfer(
                extension,
                command,
                opcode == 0x8A,
                read_be(cdb, 2, 8),
                read_be(cdb, 10, 4),
            ),
            0x08 | 0x0A => {
                let blocks = match *cdb.add(4) {
                    0 => 256,
                    count => u64::from(count),
                };
                transfer(
                    extension,
                    command,
                    opcode == 0x0A,
                    read_be(cdb, 1, 3) & 0x1F_FFFF,
                    blocks,
                )
            }
            0x00 | 0x1B | 0x35 | 0x91 => Answer::good(0),
            0x12 => inquiry(extension, command),
            0x1A => mode_sense(command),
            0x25 => read_capacity_10(extension, command),
            0x9E if *cdb.add(1) & 0x1F == 0x10 => read_capacity_16(extension, command),
            0xA0 => report_luns(extension, command),
            0x42 => unmap(extension, command),
            0x03 => {
                let mut sense = [0u8; 18];
                sense[0] = 0x70;
                sense[7] = 10;
                reply(command, &sense, usize::from(*cdb.add(4)))
            }
            _ => INVALID_OPCODE,
        }
    }
}

unsafe fn transfer(
    extension: *mut DeviceExtension,
    command: &Command,
    write: bool,
    lba: u64,
    count: u64,
) -> Answer {
    unsafe {
        let blocks = (*extension).blocks;
        if lba >= blocks || count > blocks - lba {
            return OUT_OF_RANGE;
        }
        let block_size = u64::from((*extension).block_size);
        let bytes = count * block_size;
        if bytes > u64::from(command.length) {
            return INVALID_FIELD;
        }
        let memory = (*extension).memory[command.lun as usize].add((lba * block_size) as usize);
        if write {
            ptr::copy_nonoverlapping(command.data, memory, bytes as usize);
        } else {
            ptr::copy_nonoverlapping(memory, command.data, bytes as usize);
        }
        Answer::good(bytes as u32)
    }
}

/// Answers with the part of `data` that the initiator has room for.
unsafe fn reply(command: &Command, data: &[u8], allocation: usize) -> Answer {
    let length = data.len().min(allocation).min(command.length as usize);
    if length != 0 {
        unsafe { ptr::copy_nonoverlapping(data.as_ptr(), command.data, length) };
    }
    Answer::good(length as u32)
}

unsafe fn inquiry(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let allocation = read_be(command.cdb, 3, 2) as usize;
        let page = *command.cdb.add(2);
        if *command.cdb.add(1) & 1 == 0 {
            if page != 0 {
                return INVALID_FIELD;
            }
            let mut data = [0u8; 36];
            // Peripheral qualifier 3: no unit here.
            data[0] = if u32::from(command.lun) < (*extension).luns {
                0
            } else {
                0x7F
            };
            data[2] = 6;
            data[3] = 2;
            data[4] = 31;
            data[7] = 2;
            data[8..16].copy_from_slice(b"RAW     ");
            data[16..32].copy_from_slice(b"RAM disk in C-Rs");
            data[32..36].copy_from_slice(b"1.00");
            return reply(command, &data, allocation);
        }
        if u32::from(command.lun) >= (*extension).luns {
            return NO_UNIT;
        }
        let mut data = [0u8; 64];
        data[1] = page;
        let length: u8 = match page {
            0x00 => {
                data[4..10].copy_from_slice(&[0x00, 0x80, 0x83, 0xB0, 0xB1, 0xB2]);
                6
            }
            0x80 => {
                data[4..12].copy_from_slice(b"RAW00000");
                data[11] = b'0' + command.lun;
                8
            }
            0x83 => {
                // A T10 vendor identification.
                data[4..8].copy_from_slice(&[2, 1, 0, 16]);
                data[8..24].copy_from_slice(b"RAW     RAW00000");
                data[23] = b'0' + command.lun;
                20
            }
            0xB0 => {
                data[20..24].copy_from_slice(&u32::MAX.to_be_bytes());
                data[24..28].copy_from_slice(&1u32.to_be_bytes());
                60
            }
            0xB1 => {
                data[5] = 1;
                60
            }
            0xB2 => {
                data[5] = 0x80;
                data[6] = 2;
                4
            }
            _ => return INVALID_FIELD,
        };
        data[3] = length;
        reply(command, &data[..4 + usize::from(length)], allocation)
    }
}

unsafe fn mode_sense(command: &Command) -> Answer {
    unsafe {
        let page = *command.cdb.add(2) & 0x3F;
        if page != 0x3F && page != 0x08 {
            return INVALID_FIELD;
        }
        let mut data = [0u8; 24];
        data[0] = 23;
        data[4] = 0x08;
        data[5] = 18;
        reply(command, &data, usize::from(*command.cdb.add(4)))
    }
}

unsafe fn read_capacity_10(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let mut data = [0u8; 8];
        data[..4].copy_from_slice(
            &u32::try_from((*extension).blocks - 1)
                .unwrap_or(u32::MAX)
                .to_be_bytes(),
        );
        data[4..].copy_from_slice(&(*extension).block_size.to_be_bytes());
        reply(command, &data, 8)
    }
}

unsafe fn read_capacity_16(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let mut data = [0u8; 32];
        data[..8].copy_from_slice(&((*extension).blocks - 1).to_be_bytes());
        data[8..12].copy_from_slice(&(*extension).block_size.to_be_bytes());
        data[14] = 0x80;
        reply(command, &data, read_be(command.cdb, 10, 4) as usize)
    }
}

unsafe fn report_luns(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let mut data = [0u8; 8 + 8 * MAXIMUM_LUNS];
        let luns = (*extension).luns as usize;
        data[3] = (8 * luns) as u8;
        for lun in 0..luns {
            data[8 + 8 * lun + 1] = lun as u8;
        }
        reply(
            command,
            &data[..8 + 8 * luns],
            read_be(command.cdb, 6, 4) as usize,
        )
    }
}

unsafe fn unmap(extension: *mut DeviceExtension, command: &Command) -> Answer {
    unsafe {
        let length = (read_be(command.cdb, 7, 2) as usize).min(command.length as usize);
        if length < 8 {
            return Answer::good(0);
        }
        let listed = read_be(command.data, 2, 2) as usize;
        let descriptors = (length - 8).min(listed) / 16;
        for index in 0..descriptors {
            let descriptor = command.data.add(8 + 16 * index);
            let (lba, count) = (read_be(descriptor, 0, 8), read_be(descriptor, 8, 4));
            if lba >= (*extension).blocks || count > (*extension).blocks - lba {
                return OUT_OF_RANGE;
            }
            let block_size = u64::from((*extension).block_size);
            let memory = (*extension).memory[command.lun as usize].add((lba * block_size) as usize);
            ptr::write_bytes(memory, 0, (count * block_size) as usize);
        }
        Answer::good(command.length)
    }
}
