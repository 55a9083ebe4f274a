//! Requests: built, sent by a doorbell, and answered here where the device is not needed.

use std::ptr;

use miniport::ffi::*;
use miniport_sim::Role;

use super::super::pnp;
use super::super::toy::{DOORBELL, QUEUES};
use super::{BLOCK, Extension, MiniportSimWriteRegister64, PIECES, hooked};

#[repr(C)]
pub(super) struct Command {
    operation: u32,
    pieces: u32,
    at: u64,
    srb: PSCSI_REQUEST_BLOCK,
    reserved: [u64; 5],
    list: [[u64; 2]; PIECES],
}

pub(super) unsafe extern "system" fn build_io(device: PVOID, srb: PSCSI_REQUEST_BLOCK) -> BOOLEAN {
    if unsafe { pnp::action(srb) }.is_some() {
        pnp::BUILT.set(pnp::BUILT.get() + 1);
        return TRUE;
    }
    if let Some(result) = hooked(Role::HwBuildIo, device, srb, 0) {
        return result as u8;
    }
    unsafe {
        if is_no_command(device, srb) {
            return FALSE;
        }
        let cdb = &(*srb).Cdb;
        if !matches!(cdb[0], 0x28 | 0x2A) {
            answer(srb);
            notify_request_complete(device, srb);
            return FALSE;
        }
        let command = (*srb).SrbExtension.cast::<Command>();
        let block = u32::from_be_bytes([cdb[2], cdb[3], cdb[4], cdb[5]]);
        let list = StorPortGetScatterGatherList(device, srb);
        let count = (*list).NumberOfElements as usize;
        assert!(count <= PIECES);
        (*command).operation = if cdb[0] == 0x28 { 1 } else { 2 };
        (*command).pieces = count as u32;
        (*command).at = u64::from(block) * BLOCK;
        (*command).srb = srb;
        let first = (&raw const (*list).List).cast::<STOR_SCATTER_GATHER_ELEMENT>();
        for index in 0..count {
            let element = *first.add(index);
            (*command).list[index] = [
                element.PhysicalAddress.QuadPart as u64,
                u64::from(element.Length),
            ];
        }
    }
    TRUE
}

/// Answers a request that is no command.
unsafe fn is_no_command(device: PVOID, srb: PSCSI_REQUEST_BLOCK) -> bool {
    unsafe {
        (*srb).SrbStatus = match (*srb).Function {
            SRB_FUNCTION_EXECUTE_SCSI => return false,
            SRB_FUNCTION_FLUSH | SRB_FUNCTION_SHUTDOWN | SRB_FUNCTION_PNP => SRB_STATUS_SUCCESS,
            _ => SRB_STATUS_INVALID_REQUEST,
        };
        notify_request_complete(device, srb);
    }
    true
}

pub(super) unsafe extern "system" fn start_io(device: PVOID, srb: PSCSI_REQUEST_BLOCK) -> BOOLEAN {
    // Also without a BuildIo before it.
    if let Some(started) = unsafe { pnp::answer(device, srb) } {
        return started;
    }
    if unsafe { is_no_command(device, srb) } {
        return TRUE;
    }
    if let Some(result) = hooked(Role::HwStartIo, device, srb, 0) {
        return result as u8;
    }
    unsafe { submit(device, srb) };
    TRUE
}

/// Rings the doorbell of the next queue.
pub unsafe fn submit(device: PVOID, srb: PSCSI_REQUEST_BLOCK) {
    unsafe {
        let extension = &mut *device.cast::<Extension>();
        let mut length = 0;
        let command = (*srb).SrbExtension;
        let address = StorPortGetPhysicalAddress(device, ptr::null_mut(), command, &raw mut length);
        if (length as usize) < size_of::<Command>() {
            // It crosses a page: this driver is too simple for that.
            (*srb).SrbStatus = SRB_STATUS_BUSY;
            notify_request_complete(device, srb);
            return;
        }
        let queue = extension.next as usize % QUEUES;
        let queue = queue % extension.messages.max(1) as usize;
        extension.next += 1;
        ring(device, queue, address.QuadPart as u64);
    }
}

/// Writes a doorbell.
pub unsafe fn ring(device: PVOID, queue: usize, command: u64) {
    unsafe {
        let extension = &mut *device.cast::<Extension>();
        let register = extension.registers.add(DOORBELL as usize + queue * 8);
        MiniportSimWriteRegister64(device, register.cast(), command);
    }
}

/// The commands that need no device: INQUIRY, capacity, and the rest is refused.
unsafe fn answer(srb: PSCSI_REQUEST_BLOCK) {
    unsafe {
        let mut data = [0u8; 36];
        let length = match (*srb).Cdb[0] {
            0x00 => 0,
            0x12 if (*srb).Cdb[1] == 0 && (*srb).Lun == 0 => {
                data[4] = 31;
                data[8..].copy_from_slice(b"Example Toy controller  0001");
                36
            }
            0x25 => {
                data[..4].copy_from_slice(&2047u32.to_be_bytes());
                data[4..8].copy_from_slice(&512u32.to_be_bytes());
                8
            }
            _ => {
                (*srb).SrbStatus = SRB_STATUS_INVALID_REQUEST;
                (*srb).DataTransferLength = 0;
                return;
            }
        };
        let length = length.min((*srb).DataTransferLength as usize);
        if length != 0 {
            ptr::copy_nonoverlapping(data.as_ptr(), (*srb).DataBuffer.cast(), length);
        }
        (*srb).DataTransferLength = length as u32;
        (*srb).SrbStatus = SRB_STATUS_SUCCESS;
        (*srb).ScsiStatus = SCSISTAT_GOOD;
    }
}
