//! Cancel-safe queues.

use miniport::ffi;

use super::call::{Call, routines};
use crate::io::manager::IoManager;
use crate::verifier::Rule;

routines! {
    /// Initialises a cancel-safe queue.
    IoCsqInitialize(
        csq: ffi::PIO_CSQ, insert: ffi::PIO_CSQ_INSERT_IRP, remove: ffi::PIO_CSQ_REMOVE_IRP, peek: ffi::PIO_CSQ_PEEK_NEXT_IRP,
        acquire: ffi::PIO_CSQ_ACQUIRE_LOCK, release: ffi::PIO_CSQ_RELEASE_LOCK, cancelled: ffi::PIO_CSQ_COMPLETE_CANCELED_IRP
    ) -> ffi::NTSTATUS, ANY => |call| initialize(call, csq, ffi::IO_CSQ {
        Type: ffi::IO_TYPE_CSQ,
        CsqInsertIrp: insert,
        CsqRemoveIrp: remove,
        CsqPeekNextIrp: peek,
        CsqAcquireLock: acquire,
        CsqReleaseLock: release,
        CsqCompleteCanceledIrp: cancelled,
        ReservePointer: std::ptr::null_mut(),
    }), else ffi::STATUS_UNSUCCESSFUL;
    /// Initialises one whose insertion may fail.
    IoCsqInitializeEx(
        csq: ffi::PIO_CSQ, insert: ffi::PIO_CSQ_INSERT_IRP_EX, remove: ffi::PIO_CSQ_REMOVE_IRP, peek: ffi::PIO_CSQ_PEEK_NEXT_IRP,
        acquire: ffi::PIO_CSQ_ACQUIRE_LOCK, release: ffi::PIO_CSQ_RELEASE_LOCK, cancelled: ffi::PIO_CSQ_COMPLETE_CANCELED_IRP
    ) -> ffi::NTSTATUS, ANY => |call| initialize(call, csq, ffi::IO_CSQ {
        Type: ffi::IO_TYPE_CSQ_EX,
        // SAFETY: a pointer in another's place, which the type tells apart.
        CsqInsertIrp: unsafe {
            std::mem::transmute::<ffi::PIO_CSQ_INSERT_IRP_EX, ffi::PIO_CSQ_INSERT_IRP>(insert)
        },
        CsqRemoveIrp: remove,
        CsqPeekNextIrp: peek,
        CsqAcquireLock: acquire,
        CsqReleaseLock: release,
        CsqCompleteCanceledIrp: cancelled,
        ReservePointer: std::ptr::null_mut(),
    }), else ffi::STATUS_UNSUCCESSFUL;
    /// Marks an IRP pending and queues it.
    IoCsqInsertIrp(csq: ffi::PIO_CSQ, irp: ffi::PIRP, context: ffi::PIO_CSQ_IRP_CONTEXT) -> (), UP_TO_DISPATCH
        => |call| { insert(call, csq, irp, context, std::ptr::null_mut()); }, else ();
    /// The same; what the insertion answered.
    IoCsqInsertIrpEx(csq: ffi::PIO_CSQ, irp: ffi::PIRP, context: ffi::PIO_CSQ_IRP_CONTEXT, insert_context: ffi::PVOID)
        -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| insert(call, csq, irp, context, insert_context), else ffi::STATUS_UNSUCCESSFUL;
    /// Takes out one IRP.
    IoCsqRemoveIrp(csq: ffi::PIO_CSQ, context: ffi::PIO_CSQ_IRP_CONTEXT) -> ffi::PIRP, UP_TO_DISPATCH
        => |call| remove(call, csq, context), else std::ptr::null_mut();
    /// Takes out the next IRP.
    IoCsqRemoveNextIrp(csq: ffi::PIO_CSQ, peek: ffi::PVOID) -> ffi::PIRP, UP_TO_DISPATCH
        => |call| remove_next(call, csq, peek), else std::ptr::null_mut();
}

fn initialize(call: &Call<'_>, csq: ffi::PIO_CSQ, queue: ffi::IO_CSQ) -> ffi::NTSTATUS {
    let whole = queue.CsqInsertIrp.is_some()
        && queue.CsqRemoveIrp.is_some()
        && queue.CsqPeekNextIrp.is_some()
        && queue.CsqAcquireLock.is_some()
        && queue.CsqReleaseLock.is_some()
        && queue.CsqCompleteCanceledIrp.is_some();
    if csq.is_null() || !whole {
        return call.bad("the queue or one of its routines is NULL");
    }
    // SAFETY: checked above; the driver says that a queue is there.
    unsafe { csq.write(queue) };
    ffi::STATUS_SUCCESS
}

/// Whether a queue was initialised.
fn is_queue(call: &Call<'_>, csq: ffi::PIO_CSQ) -> bool {
    // SAFETY: the driver says that a queue is there.
    let known = !csq.is_null()
        && matches!(
            unsafe { (*csq).Type },
            ffi::IO_TYPE_CSQ | ffi::IO_TYPE_CSQ_EX
        );
    if !known {
        call.broke(
            Rule::ObjectNotInitialised,
            format!(
                "{}: the cancel-safe queue was not initialised",
                call.routine.name
            ),
        );
    }
    known
}

fn insert(
    call: &Call<'_>,
    csq: ffi::PIO_CSQ,
    irp: ffi::PIRP,
    context: ffi::PIO_CSQ_IRP_CONTEXT,
    insert_context: ffi::PVOID,
) -> ffi::NTSTATUS {
    let owned = call.manager.owned_irp(irp, call.owner, "queued");
    if !is_queue(call, csq) || owned.is_none() {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    // SAFETY: both were checked above.
    unsafe { call.manager.csq_insert(csq, irp, context, insert_context) }
}

fn remove(call: &Call<'_>, csq: ffi::PIO_CSQ, context: ffi::PIO_CSQ_IRP_CONTEXT) -> ffi::PIRP {
    if !is_queue(call, csq) || context.is_null() {
        return std::ptr::null_mut();
    }
    // SAFETY: checked above; the type of the context is looked at.
    unsafe { call.manager.csq_remove(csq, context, call.owner) }
}

fn remove_next(call: &Call<'_>, csq: ffi::PIO_CSQ, peek: ffi::PVOID) -> ffi::PIRP {
    if !is_queue(call, csq) {
        return std::ptr::null_mut();
    }
    // SAFETY: checked above.
    unsafe { IoManager::csq_remove_next(csq, peek) }
}
