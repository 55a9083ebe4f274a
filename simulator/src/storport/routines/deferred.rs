//! DPCs and work items.

use std::ffi::c_void;
use std::rc::Rc;

use miniport::ffi;

use super::routine::{Call, put};
use super::words::Words;
use crate::kernel::deferred::TimerRoutine;
use crate::kernel::memory::GARBAGE;
use crate::kernel::memory::block::Block;
use crate::storport::adapter::Handle;
use crate::storport::port::Storport;
use crate::verifier::{Role, Rule};

/// What a `STOR_DPC` is filled with.
const OPAQUE: u8 = 0xD9;

/// The size of what an opaque handle points to.
const HANDLE: usize = 64;

/// Makes an opaque object and writes its address to where the driver wants it: the address, or the status if it cannot.
pub(super) fn make_handle(
    call: &Call<'_>,
    place: usize,
    fixed: Option<TimerRoutine>,
) -> Result<usize, u32> {
    if call.kernel.pool.shortages.fails(HANDLE) {
        put(call, place, 0usize);
        return Err(ffi::STOR_STATUS_INSUFFICIENT_RESOURCES);
    }
    let block = Block::new(HANDLE, 16, GARBAGE);
    let address = block.as_ptr() as usize;
    let status = put(call, place, address);
    if status != ffi::STOR_STATUS_SUCCESS {
        return Err(status);
    }
    let handle = Handle { block, fixed };
    let mut handles = call.adapter().handles.borrow_mut();
    handles.insert(address, handle);
    Ok(address)
}

/// Frees an opaque object: whether the driver left it alone.
pub(super) fn free_handle(call: &Call<'_>, address: usize) -> bool {
    let freed = call.adapter().handles.borrow_mut().remove(&address);
    freed.is_none_or(|handle| {
        // SAFETY: the block has so many bytes, which nobody else reaches now.
        let inside = unsafe { std::slice::from_raw_parts(handle.block.as_ptr(), HANDLE) };
        handle.block.check().is_ok() && inside.iter().all(|&byte| byte == GARBAGE)
    })
}

pub(super) fn initialize_dpc(call: &Call<'_>, [dpc, routine, ..]: [usize; 6]) {
    if dpc == 0 || routine == 0 {
        call.bad("StorPortInitializeDpc without a DPC or a routine");
        return;
    }
    // SAFETY: the driver passes a HW_DPC_ROUTINE that is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::HW_DPC_ROUTINE>(routine as *const c_void)
    };
    let routine = call.kernel.callable(routine);
    let adapter = call.adapter();
    let (number, extension) = (adapter.number, adapter.device_extension());
    let run = move |(first, second): (usize, usize)| {
        let (first, second) = (first as *mut c_void, second as *mut c_void);
        // SAFETY: the driver registered the routine for this DPC and this extension.
        let call = || unsafe { routine(dpc as *mut _, extension, first, second) };
        Storport::call_back(number, Role::HwDpc, call);
    };
    if !adapter.deferred.add_dpc(dpc, Rc::new(run)) {
        call.bad("a DPC is initialised again while it is queued");
        return;
    }
    let place = dpc as *mut ffi::STOR_DPC;
    // SAFETY: the driver says that a STOR_DPC is there; all of it is the port driver's from now on.
    unsafe {
        place
            .cast::<u8>()
            .write_bytes(OPAQUE, size_of::<ffi::STOR_DPC>());
    };
}

/// Whether the port driver's DPC is as `StorPortInitializeDpc` left it: all of it is opaque.
fn check_dpc(call: &Call<'_>, dpc: usize) {
    if !call.adapter().deferred.has_dpc(dpc) {
        return;
    }
    // SAFETY: the driver had this memory made a DPC, and has it until its adapter goes.
    let bytes = unsafe { std::slice::from_raw_parts(dpc as *const u8, size_of::<ffi::STOR_DPC>()) };
    if bytes.iter().any(|&byte| byte != OPAQUE) {
        call.violation(
            Rule::ObjectNotInitialised,
            "a STOR_DPC was written since StorPortInitializeDpc",
        );
    }
}

pub(super) fn issue_dpc(call: &Call<'_>, [dpc, first, second, success, ..]: [usize; 6]) {
    check_dpc(call, dpc);
    let deferred = &call.adapter().deferred;
    let queued = deferred.queue_dpc(call.kernel, dpc, (first, second));
    if queued.is_none() {
        call.violation(
            Rule::DpcNotInitialised,
            "a DPC is issued that was not initialised",
        );
    }
    put(call, success, ffi::LONG::from(queued == Some(true)));
}

pub(super) fn cancel_dpc(call: &Call<'_>, words: &Words) -> u32 {
    if let Some(cancelled) = call.adapter().deferred.cancel_dpc(words.word(0)) {
        put(call, words.word(1), ffi::BOOLEAN::from(cancelled))
    } else {
        call.violation(
            Rule::DpcNotInitialised,
            "a DPC is cancelled that was not initialised",
        );
        ffi::STOR_STATUS_INVALID_PARAMETER
    }
}

pub(super) fn initialize_worker(call: &Call<'_>, words: &Words) -> u32 {
    match make_handle(call, words.word(0), None) {
        Ok(worker) => {
            call.adapter().deferred.add_worker(worker);
            ffi::STOR_STATUS_SUCCESS
        }
        Err(status) => status,
    }
}

pub(super) fn queue_work_item(call: &Call<'_>, words: &Words) -> u32 {
    let (routine, worker, context) = (words.word(0), words.word(1), words.word(2));
    if routine == 0 {
        return call.bad("StorPortQueueWorkItem without a routine");
    }
    // SAFETY: the driver passes a HW_WORKITEM that is not NULL.
    let routine =
        unsafe { std::mem::transmute::<*const c_void, ffi::HW_WORKITEM>(routine as *const c_void) };
    let routine = call.kernel.callable(routine);
    let adapter = call.adapter();
    let (number, extension) = (adapter.number, adapter.device_extension());
    let run = move || {
        let (context, worker) = (context as *mut c_void, worker as *mut c_void);
        // SAFETY: the driver queued the routine for this worker and this extension.
        let call = || unsafe { routine(extension, context, worker) };
        Storport::call_back(number, Role::HwWorkItem, call);
    };
    match adapter.deferred.queue_work(call.kernel, worker, run) {
        None => {
            call.violation(
                Rule::ForeignHandle,
                "a work item is queued to a worker that does not exist",
            );
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        Some(false) => ffi::STOR_STATUS_BUSY,
        Some(true) => ffi::STOR_STATUS_SUCCESS,
    }
}

pub(super) fn free_worker(call: &Call<'_>, words: &Words) -> u32 {
    let worker = words.word(0);
    match call.adapter().deferred.remove_worker(worker) {
        None => {
            call.violation(Rule::ForeignHandle, "a worker is freed that does not exist");
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        Some(false) => {
            call.violation(
                Rule::BusyWorkItem,
                "a worker is freed while its work item waits to run",
            );
            ffi::STOR_STATUS_BUSY
        }
        Some(true) => {
            if !free_handle(call, worker) {
                call.violation(Rule::Overrun, "an opaque worker was written");
            }
            ffi::STOR_STATUS_SUCCESS
        }
    }
}
