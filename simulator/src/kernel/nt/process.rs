//! Processes: there is one of applications, which is there before the driver and stays, and that of the system.

use miniport::ffi;

use super::call::{Call, routines};

/// The identifier of the application's process, and of the system's.
const APPLICATION: u32 = 1000;
const SYSTEM: u32 = 4;

routines! {
    /// Asks to be told of processes that begin and end, or no more: none does here.
    PsSetCreateProcessNotifyRoutine(routine: ffi::PVOID, _remove: ffi::BOOLEAN) -> ffi::NTSTATUS, PASSIVE
        => |call| notify(call, routine), else ffi::STATUS_SUCCESS;
    /// Whether a thread is about to end: those of applications are not.
    PsIsThreadTerminating(_thread: ffi::PVOID) -> ffi::BOOLEAN, ANY => |_| ffi::FALSE, else ffi::FALSE;
    /// The process that a request comes from.
    IoGetRequestorProcessId(irp: ffi::PIRP) -> ffi::ULONG, UP_TO_DISPATCH => |call| requestor(call, irp), else SYSTEM;
    /// Looks whether a buffer of an application may be read.
    ProbeForRead(address: ffi::PVOID, length: ffi::SIZE_T, alignment: ffi::ULONG) -> (), UP_TO_APC
        => |call| probe(call, address as usize, length, alignment), else ();
    /// Looks whether it may be written.
    ProbeForWrite(address: ffi::PVOID, length: ffi::SIZE_T, alignment: ffi::ULONG) -> (), UP_TO_APC
        => |call| probe(call, address as usize, length, alignment), else ();
}

fn notify(call: &Call<'_>, routine: ffi::PVOID) -> ffi::NTSTATUS {
    if routine.is_null() {
        call.bad("the routine is NULL");
        return ffi::STATUS_INVALID_PARAMETER;
    }
    ffi::STATUS_SUCCESS
}

fn requestor(call: &Call<'_>, irp: ffi::PIRP) -> u32 {
    if !call.is_place(irp) {
        return SYSTEM;
    }
    // SAFETY: the driver says that an IRP is there; it is not NULL and aligned.
    let mode = unsafe { (*irp).RequestorMode };
    if mode == ffi::UserMode {
        APPLICATION
    } else {
        SYSTEM
    }
}

/// A buffer that is not aligned raises an exception, which no handler of a driver catches here. A process of its own is not simulated, so any
/// other address is one of the application.
fn probe(call: &Call<'_>, address: usize, length: usize, alignment: u32) {
    if length == 0 {
        return;
    }
    if !address.is_multiple_of(alignment.max(1) as usize) {
        let text = format!(
            "{} of {address:#x} raises STATUS_DATATYPE_MISALIGNMENT, and exceptions are not simulated: the machine stops",
            call.routine.name
        );
        call.kernel.log(call.adapter, text);
        call.kernel.die();
    }
}
