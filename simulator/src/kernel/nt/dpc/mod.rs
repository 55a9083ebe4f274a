//! DPCs of drivers, the one of a device object (`IoInitializeDpcRequest`) among them.

mod queue;

use std::ptr::null_mut;

use miniport::ffi;

pub(super) use self::queue::Dpcs;
use self::queue::TARGETED;
use super::call::{Call, routines};
use crate::verifier::Rule;

/// `Type` of a `KDPC`: an ordinary one, and one that may run in a thread.
const ORDINARY: u8 = 0x13;
const THREADED: u8 = 0x1A;
routines! {
    /// Initialises a DPC.
    KeInitializeDpc(dpc: ffi::PKDPC, routine: ffi::PKDEFERRED_ROUTINE, context: ffi::PVOID) -> (), ANY
        => |call| initialize(call, dpc, routine, context, ORDINARY), else ();
    /// Initialises a DPC that may run in a thread.
    KeInitializeThreadedDpc(dpc: ffi::PKDPC, routine: ffi::PKDEFERRED_ROUTINE, context: ffi::PVOID) -> (), ANY
        => |call| initialize(call, dpc, routine, context, THREADED), else ();
    /// Queues a DPC; FALSE if it is queued.
    KeInsertQueueDpc(dpc: ffi::PKDPC, first: ffi::PVOID, second: ffi::PVOID) -> ffi::BOOLEAN, ANY
        => |call| ffi::BOOLEAN::from(insert(call, dpc, first, second)), else ffi::FALSE;
    /// Takes a DPC out of its queue; FALSE if it was not there.
    KeRemoveQueueDpc(dpc: ffi::PKDPC) -> ffi::BOOLEAN, ANY
        => |call| ffi::BOOLEAN::from(is_dpc(call, dpc) && call.kernel.remove_dpc(dpc)), else ffi::FALSE;
    /// Waits for all DPCs that are queued.
    KeFlushQueuedDpcs() -> (), PASSIVE => |call| flush(call), else ();
    /// Sets the importance of a DPC.
    KeSetImportanceDpc(dpc: ffi::PKDPC, importance: ffi::KDPC_IMPORTANCE) -> (), ANY
        => |call| set_importance(call, dpc, importance), else ();
    /// Sets the processor of a DPC.
    KeSetTargetProcessorDpc(dpc: ffi::PKDPC, number: ffi::CCHAR) -> (), ANY
        => |call| { set_processor(call, dpc, usize::try_from(number).ok()); }, else ();
    /// Sets the processor of a DPC by group and number.
    KeSetTargetProcessorDpcEx(dpc: ffi::PKDPC, number: ffi::PPROCESSOR_NUMBER) -> ffi::NTSTATUS, ANY
        => |call| set_processor_by_number(call, dpc, number), else ffi::STATUS_INVALID_PARAMETER;
}

fn initialize(
    call: &Call<'_>,
    dpc: ffi::PKDPC,
    routine: ffi::PKDEFERRED_ROUTINE,
    context: ffi::PVOID,
    kind: u8,
) {
    if !call.is_place(dpc) {
        return;
    }
    if routine.is_none() {
        call.bad("the routine is NULL");
        return;
    }
    if call.kernel.nt.dpcs.is_queued(dpc) {
        busy(call, "initialised again");
        call.kernel.remove_dpc(dpc);
    }
    // SAFETY: the driver says that a KDPC is there; it is not NULL and aligned, and all of it is the kernel's.
    unsafe {
        dpc.write(ffi::KDPC {
            Type: kind,
            Importance: u8::try_from(ffi::MediumImportance).unwrap_or(1),
            Number: 0,
            DpcListEntry: ffi::SINGLE_LIST_ENTRY { Next: null_mut() },
            ProcessorHistory: 0,
            DeferredRoutine: routine,
            DeferredContext: context,
            SystemArgument1: null_mut(),
            SystemArgument2: null_mut(),
            DpcData: null_mut(),
        });
    }
}

fn busy(call: &Call<'_>, what: &str) {
    call.violation(Rule::BusyDpc, format!("a DPC is {what} while it is queued"));
}

/// Whether a DPC was initialised.
pub(super) fn is_dpc(call: &Call<'_>, dpc: ffi::PKDPC) -> bool {
    if !call.is_place(dpc) {
        return false;
    }
    // SAFETY: the driver says that a KDPC is there; it is not NULL and aligned.
    let is_dpc = unsafe { is_initialised(dpc) };
    if !is_dpc {
        call.violation(
            Rule::DpcNotInitialised,
            format!("{}: the DPC was not initialised", call.routine.name),
        );
    }
    is_dpc
}

/// # Safety
///
/// There is memory for a DPC.
pub(super) unsafe fn is_initialised(dpc: ffi::PKDPC) -> bool {
    // SAFETY: the caller's word. A DPC that holds no routine is read as one that has none only if its type fits.
    unsafe { matches!((*dpc).Type, ORDINARY | THREADED) && (*dpc).DeferredRoutine.is_some() }
}

fn insert(call: &Call<'_>, dpc: ffi::PKDPC, first: ffi::PVOID, second: ffi::PVOID) -> bool {
    let device = call.device_of(dpc as usize);
    is_dpc(call, dpc) && call.kernel.insert_dpc(dpc, (first, second), device)
}

fn flush(call: &Call<'_>) {
    // Code that must not wait does not, once that was reported.
    if call.kernel.may_block() {
        call.kernel.flush_dpcs();
    }
}

fn set_importance(call: &Call<'_>, dpc: ffi::PKDPC, importance: ffi::KDPC_IMPORTANCE) {
    if !is_dpc(call, dpc) {
        return;
    }
    match u8::try_from(importance) {
        // SAFETY: a DPC that was initialised.
        Ok(importance @ 0..=3) => unsafe { (*dpc).Importance = importance },
        _ => call.bad(&format!("{importance} is no importance")),
    }
}

/// Sets the processor of a DPC: `false` if there is no such processor.
fn set_processor(call: &Call<'_>, dpc: ffi::PKDPC, processor: Option<usize>) -> bool {
    if !is_dpc(call, dpc) {
        return false;
    }
    let number = processor
        .filter(|&number| number < call.kernel.settings.processors)
        .and_then(|number| u16::try_from(number).ok());
    let Some(number) = number else {
        call.bad("there is no such processor");
        return false;
    };
    if call.kernel.nt.dpcs.is_queued(dpc) {
        busy(call, "given a processor");
    }
    // SAFETY: a DPC that was initialised.
    unsafe { (*dpc).Number = TARGETED + number };
    true
}

fn set_processor_by_number(
    call: &Call<'_>,
    dpc: ffi::PKDPC,
    number: ffi::PPROCESSOR_NUMBER,
) -> ffi::NTSTATUS {
    if !call.is_place(number) {
        return ffi::STATUS_INVALID_PARAMETER;
    }
    // SAFETY: the driver says that a number is there; it is not NULL and aligned.
    let number = unsafe { number.read() };
    let processor = (number.Group == 0).then_some(usize::from(number.Number));
    if set_processor(call, dpc, processor) {
        ffi::STATUS_SUCCESS
    } else {
        ffi::STATUS_INVALID_PARAMETER
    }
}
