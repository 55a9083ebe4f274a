//! Every role that runs while a physical adapter works, each with a small body.

use core::sync::atomic::{AtomicU32, Ordering};

use miniport::ffi::*;

/// A request that is kept: what `Srb` is, two pointers.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Kept {
    pub srb: *mut SCSI_REQUEST_BLOCK,
    pub adapter: *mut Adapter,
}

#[repr(C)]
pub struct Adapter {
    pub waiting: Kept,
    pub finished: Kept,
    pub ticks: AtomicU32,
}

unsafe fn complete(kept: Kept, status: u8) {
    unsafe {
        (*kept.srb).SrbStatus = status;
        notify_request_complete(kept.adapter.cast(), kept.srb);
    }
}

pub unsafe extern "system" fn interrupt(extension: PVOID) -> BOOLEAN {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let kept = (*adapter).finished;
        (*adapter).finished.srb = core::ptr::null_mut();
        let mine = !kept.srb.is_null();
        if mine {
            complete(kept, SRB_STATUS_SUCCESS);
        }
        BOOLEAN::from(mine)
    }
}

pub unsafe extern "system" fn dpc(_: *mut STOR_DPC, extension: PVOID, status: PVOID, _: PVOID) {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let mut handle: STOR_LOCK_HANDLE = core::mem::zeroed();
        StorPortAcquireSpinLock(
            extension,
            InterruptLock,
            core::ptr::null_mut(),
            &raw mut handle,
        );
        let kept = (*adapter).finished;
        (*adapter).finished.srb = core::ptr::null_mut();
        StorPortReleaseSpinLock(extension, &raw mut handle);
        if !kept.srb.is_null() {
            complete(
                kept,
                if status.addr() as u32 == 0 {
                    SRB_STATUS_SUCCESS
                } else {
                    SRB_STATUS_ERROR
                },
            );
        }
    }
}

pub unsafe extern "system" fn work_item(extension: PVOID, context: PVOID, _: PVOID) {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        (*adapter).ticks.store(0, Ordering::Relaxed);
        notify_bus_change_detected(extension, context.addr() as u8);
    }
}

pub unsafe extern "system" fn timer(extension: PVOID) {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let kept = (*adapter).waiting;
        (*adapter).waiting.srb = core::ptr::null_mut();
        if !kept.srb.is_null() {
            complete(kept, SRB_STATUS_TIMEOUT);
        }
    }
}

pub unsafe extern "system" fn timer_ex(extension: PVOID, _: PVOID) {
    unsafe {
        (*extension.cast::<Adapter>())
            .ticks
            .store(1, Ordering::Relaxed)
    };
}

/// `SrbGetTargetId` of srbhelper.h.
unsafe fn target_id(srb: *mut SCSI_REQUEST_BLOCK) -> u8 {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            let extended = srb.cast::<STORAGE_REQUEST_BLOCK>();
            let address = extended
                .byte_add((*extended).AddressOffset as usize)
                .cast::<STOR_ADDR_BTL8>();
            (*address).Target
        } else {
            (*srb).TargetId
        }
    }
}

pub unsafe extern "system" fn build_io(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        let known = target_id(srb) == 0;
        if !known {
            let adapter = extension.cast();
            complete(Kept { srb, adapter }, SRB_STATUS_NO_DEVICE);
        }
        BOOLEAN::from(known)
    }
}

pub unsafe extern "system" fn start_io(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let free = (*adapter).waiting.srb.is_null();
        if free {
            (*adapter).waiting = Kept { srb, adapter };
        }
        BOOLEAN::from(free)
    }
}

pub unsafe extern "system" fn reset_bus(extension: PVOID, _: ULONG) -> BOOLEAN {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let kept = (*adapter).waiting;
        (*adapter).waiting.srb = core::ptr::null_mut();
        if !kept.srb.is_null() {
            complete(kept, SRB_STATUS_BUS_RESET);
        }
        1
    }
}

pub unsafe extern "system" fn initialize(extension: PVOID) -> BOOLEAN {
    unsafe {
        (*extension.cast::<Adapter>())
            .ticks
            .store(0, Ordering::Relaxed)
    };
    1
}
