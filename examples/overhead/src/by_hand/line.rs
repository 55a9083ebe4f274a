//! Every role that runs while a physical adapter works, each with a small body.

use core::sync::atomic::{AtomicU8, AtomicU32, Ordering};

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
    /// What lies behind the driver's own data is aligned like a pointer.
    pub padding: u32,
    /// How far the adapter has come. A line stays connected after its end, and DPCs run down before it: a driver that can be
    /// removed looks at this first.
    pub life: AtomicU8,
    /// Work items that are queued or run: the end waits for them.
    pub works: AtomicU32,
}

const ALIVE: u8 = 1;
const CLOSING: u8 = 4;

unsafe fn life(extension: PVOID) -> u8 {
    unsafe { (*extension.cast::<Adapter>()).life.load(Ordering::Acquire) }
}

unsafe fn complete(kept: Kept, status: u8) {
    unsafe {
        (*kept.srb).SrbStatus = status;
        notify_request_complete(kept.adapter.cast(), kept.srb);
    }
}

pub unsafe extern "C" fn interrupt(extension: PVOID) -> BOOLEAN {
    unsafe {
        if life(extension) & ALIVE == 0 {
            return 0;
        }
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

pub unsafe extern "C" fn dpc(dpc: *mut STOR_DPC, extension: PVOID, status: PVOID, fence: PVOID) {
    unsafe {
        if life(extension) & CLOSING != 0 {
            late_dpc::late(dpc, extension, status, fence);
        } else {
            run(dpc, extension, status, fence);
        }
    }
}

mod late_dpc {
    use super::*;

    /// The end of the adapter issues each DPC once more, to know that it does not run any more.
    #[cold]
    #[inline(never)]
    pub unsafe extern "C" fn late(
        dpc: *mut STOR_DPC,
        extension: PVOID,
        status: PVOID,
        fence: PVOID,
    ) {
        unsafe {
            if fence.addr() == 1 {
                (*dpc.add(1).cast::<AtomicU8>()).store(1, Ordering::Release);
            } else {
                run(dpc, extension, status, fence);
            }
        }
    }
}

#[inline(never)]
unsafe extern "C" fn run(_: *mut STOR_DPC, extension: PVOID, status: PVOID, _: PVOID) {
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

pub unsafe extern "C" fn work_item(extension: PVOID, context: PVOID, _: PVOID) {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        (*adapter).ticks.store(0, Ordering::Relaxed);
        notify_bus_change_detected(extension, context.addr() as u8);
        (*adapter).works.fetch_sub(1, Ordering::Release);
    }
}

pub unsafe extern "C" fn timer(extension: PVOID) {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let kept = (*adapter).waiting;
        (*adapter).waiting.srb = core::ptr::null_mut();
        if !kept.srb.is_null() {
            complete(kept, SRB_STATUS_TIMEOUT);
        }
    }
}

pub unsafe extern "C" fn timer_ex(extension: PVOID, _: PVOID) {
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

/// `SrbGetSrbFunction` of srbhelper.h.
unsafe fn function(srb: *mut SCSI_REQUEST_BLOCK) -> u32 {
    unsafe {
        if (*srb).Function == SRB_FUNCTION_STORAGE_REQUEST_BLOCK {
            (*srb.cast::<STORAGE_REQUEST_BLOCK>()).SrbFunction
        } else {
            u32::from((*srb).Function)
        }
    }
}

/// What is no SCSI command goes another way, and so does what comes after the end.
unsafe fn is_late_or_no_command(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> bool {
    unsafe { life(extension) & ALIVE == 0 || function(srb) != u32::from(SRB_FUNCTION_EXECUTE_SCSI) }
}

/// The adapter's own request, and not a unit's.
unsafe fn is_the_adapters(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> bool {
    unsafe {
        let flags = (*srb.cast::<SCSI_PNP_REQUEST_BLOCK>()).SrbPnPFlags;
        let is_pnp = function(srb) == u32::from(SRB_FUNCTION_PNP);
        life(extension) & ALIVE == 0 || is_pnp && flags & SRB_PNP_FLAGS_ADAPTER_REQUEST != 0
    }
}

mod late_build {
    use super::*;

    #[cold]
    #[inline(never)]
    pub unsafe extern "C" fn late(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
        unsafe {
            if is_the_adapters(extension, srb) {
                1
            } else {
                build(extension, srb)
            }
        }
    }
}

mod late_start {
    use super::*;

    #[cold]
    #[inline(never)]
    pub unsafe extern "C" fn late(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
        unsafe {
            if is_the_adapters(extension, srb) {
                let adapter = extension.cast();
                complete(Kept { srb, adapter }, SRB_STATUS_SUCCESS);
                1
            } else {
                start(extension, srb)
            }
        }
    }
}

pub unsafe extern "C" fn build_io(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        if is_late_or_no_command(extension, srb) {
            late_build::late(extension, srb)
        } else {
            build(extension, srb)
        }
    }
}

#[inline(never)]
unsafe extern "C" fn build(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        let known = target_id(srb) == 0;
        if !known {
            let adapter = extension.cast();
            complete(Kept { srb, adapter }, SRB_STATUS_NO_DEVICE);
        }
        BOOLEAN::from(known)
    }
}

pub unsafe extern "C" fn start_io(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        if is_late_or_no_command(extension, srb) {
            late_start::late(extension, srb)
        } else {
            start(extension, srb)
        }
    }
}

#[inline(never)]
unsafe extern "C" fn start(extension: PVOID, srb: *mut SCSI_REQUEST_BLOCK) -> BOOLEAN {
    unsafe {
        let adapter = extension.cast::<Adapter>();
        let free = (*adapter).waiting.srb.is_null();
        if free {
            (*adapter).waiting = Kept { srb, adapter };
        }
        BOOLEAN::from(free)
    }
}

pub unsafe extern "C" fn reset_bus(extension: PVOID, _: ULONG) -> BOOLEAN {
    unsafe {
        if life(extension) & ALIVE == 0 {
            return 1;
        }
        let adapter = extension.cast::<Adapter>();
        let kept = (*adapter).waiting;
        (*adapter).waiting.srb = core::ptr::null_mut();
        if !kept.srb.is_null() {
            complete(kept, SRB_STATUS_BUS_RESET);
        }
        1
    }
}
