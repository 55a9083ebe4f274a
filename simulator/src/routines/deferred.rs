//! DPCs and work items.

use std::ffi::c_void;

use miniport::ffi;

use super::Words;
use super::routine::{Call, put};
use crate::adapter::deferred::{Dpc, Worker};
use crate::memory::GARBAGE;
use crate::memory::block::Block;
use crate::verifier::Rule;

/// The size of what an opaque handle points to.
pub(super) const HANDLE: usize = 64;

pub(super) fn initialize_dpc(call: &Call<'_>, dpc: usize, routine: usize) {
    if dpc == 0 || routine == 0 {
        call.bad("StorPortInitializeDpc without a DPC or a routine");
        return;
    }
    // SAFETY: the driver passes a HW_DPC_ROUTINE that is not NULL.
    let routine = unsafe {
        std::mem::transmute::<*const c_void, ffi::HW_DPC_ROUTINE>(routine as *const c_void)
    };
    let mut dpcs = call.adapter().deferred.dpcs.borrow_mut();
    if dpcs
        .get(&dpc)
        .is_some_and(|known| known.queued || known.running)
    {
        drop(dpcs);
        call.bad("a DPC is initialised again while it is queued");
        return;
    }
    dpcs.insert(
        dpc,
        Dpc {
            routine,
            queued: false,
            running: false,
            arguments: (0, 0),
        },
    );
    let place = dpc as *mut ffi::STOR_DPC;
    // SAFETY: the driver says that a STOR_DPC is there; all of it is the port driver's from now on.
    unsafe {
        place
            .cast::<u8>()
            .write_bytes(0xD9, size_of::<ffi::STOR_DPC>());
    };
}

pub(super) fn issue_dpc(call: &Call<'_>, dpc: usize, arguments: (usize, usize), success: usize) {
    let queued = call.core.issue_dpc(call.adapter(), dpc, arguments);
    if queued.is_none() {
        call.violation(
            Rule::DpcNotInitialised,
            "a DPC is issued that was not initialised",
        );
    }
    put(call, success, ffi::LONG::from(queued == Some(true)));
}

pub(super) fn cancel_dpc(call: &Call<'_>, words: &Words) -> u32 {
    let cancelled = {
        let mut dpcs = call.adapter().deferred.dpcs.borrow_mut();
        dpcs.get_mut(&words.word(0))
            .map(|dpc| std::mem::replace(&mut dpc.queued, false))
    };
    if let Some(cancelled) = cancelled {
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
    let handle = Block::new(HANDLE, 16, GARBAGE);
    let address = handle.as_ptr() as usize;
    let status = put(call, words.word(0), address);
    if status == ffi::STOR_STATUS_SUCCESS {
        call.adapter().deferred.workers.borrow_mut().insert(
            address,
            Worker {
                handle,
                queued: None,
            },
        );
    }
    status
}

pub(super) fn queue_work_item(call: &Call<'_>, words: &Words) -> u32 {
    let (routine, worker, context) = (words.word(0), words.word(1), words.word(2));
    if routine == 0 {
        return call.bad("StorPortQueueWorkItem without a routine");
    }
    // SAFETY: the driver passes a HW_WORKITEM that is not NULL.
    let routine =
        unsafe { std::mem::transmute::<*const c_void, ffi::HW_WORKITEM>(routine as *const c_void) };
    let busy = call
        .adapter()
        .deferred
        .workers
        .borrow_mut()
        .get_mut(&worker)
        .map(|known| {
            let busy = known.queued.is_some();
            if !busy {
                known.queued = Some((routine, context));
            }
            busy
        });
    match busy {
        None => {
            call.violation(
                Rule::ForeignHandle,
                "a work item is queued to a worker that does not exist",
            );
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        Some(true) => {
            call.violation(
                Rule::BusyWorkItem,
                "a work item is queued while it waits to run",
            );
            ffi::STOR_STATUS_BUSY
        }
        Some(false) => {
            call.core.queue_work_item(call.adapter(), worker);
            ffi::STOR_STATUS_SUCCESS
        }
    }
}

pub(super) fn free_worker(call: &Call<'_>, words: &Words) -> u32 {
    let worker = words.word(0);
    let mut workers = call.adapter().deferred.workers.borrow_mut();
    match workers.get(&worker).map(|known| known.queued.is_some()) {
        None => {
            drop(workers);
            call.violation(Rule::ForeignHandle, "a worker is freed that does not exist");
            ffi::STOR_STATUS_INVALID_PARAMETER
        }
        Some(true) => {
            drop(workers);
            call.violation(
                Rule::BusyWorkItem,
                "a worker is freed while its work item waits to run",
            );
            ffi::STOR_STATUS_BUSY
        }
        Some(false) => {
            let overrun = workers
                .remove(&worker)
                .is_some_and(|known| known.handle.check().is_err());
            drop(workers);
            if overrun {
                call.violation(Rule::Overrun, "an opaque worker was written");
            }
            ffi::STOR_STATUS_SUCCESS
        }
    }
}
