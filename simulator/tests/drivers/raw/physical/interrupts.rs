//! The line, the messages, and the DPC that takes completions.

use std::ptr;

use miniport::ffi::*;
use miniport_sim::Role;

use super::super::toy::{ENTRIES, QUEUES, STATUS};
use super::{Extension, hooked};

pub(super) unsafe extern "system" fn interrupt(device: PVOID) -> BOOLEAN {
    if let Some(result) = hooked(Role::HwInterrupt, device, ptr::null_mut(), 0) {
        return result as u8;
    }
    unsafe {
        let extension = &mut *device.cast::<Extension>();
        let register = extension.registers.add(STATUS as usize).cast::<u32>();
        let status = StorPortReadRegisterUlong(device, register);
        if status == 0 || status == u32::MAX {
            return FALSE;
        }
        StorPortWriteRegisterUlong(device, register, status);
        for queue in (0..QUEUES).filter(|queue| status & 1 << queue != 0) {
            issue(device, extension, queue);
        }
    }
    TRUE
}

pub(super) unsafe extern "system" fn message_interrupt(device: PVOID, message: ULONG) -> BOOLEAN {
    if let Some(result) = hooked(
        Role::HwMessageSignaledInterrupt,
        device,
        ptr::null_mut(),
        message,
    ) {
        return result as u8;
    }
    unsafe { issue(device, &mut *device.cast(), message as usize) };
    TRUE
}

unsafe fn issue(device: PVOID, extension: &mut Extension, queue: usize) {
    let dpc = &raw mut extension.dpcs[queue];
    unsafe { StorPortIssueDpc(device, dpc, queue as PVOID, ptr::null_mut()) };
}

pub(super) unsafe extern "system" fn finish(_: PSTOR_DPC, device: PVOID, queue: PVOID, _: PVOID) {
    if hooked(Role::HwDpc, device, ptr::null_mut(), queue as u32).is_some() {
        return;
    }
    unsafe {
        let extension = &mut *device.cast::<Extension>();
        loop {
            let queue = queue as usize;
            let ring = extension.rings.add(queue * ENTRIES as usize);
            let head = extension.heads[queue];
            let entry = ring.add((head % ENTRIES) as usize).read_volatile();
            if u64::from(entry.phase) != 1 - (head / ENTRIES) % 2 {
                break;
            }
            extension.heads[queue] += 1;
            extension.finished += 1;
            (*entry.srb).SrbStatus = SRB_STATUS_SUCCESS;
            (*entry.srb).ScsiStatus = SCSISTAT_GOOD;
            notify_request_complete(device, entry.srb);
        }
    }
}
