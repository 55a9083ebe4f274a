//! Remove locks.

use miniport::ffi;

use super::call::{Call, routines};
use crate::verifier::{Role, Rule};

routines! {
    /// Initialises a remove lock.
    IoInitializeRemoveLockEx(
        lock: ffi::PIO_REMOVE_LOCK, _tag: ffi::ULONG, _minutes: ffi::ULONG, _watermark: ffi::ULONG, size: ffi::ULONG
    ) -> (), PASSIVE => |call| initialize(call, lock, size), else ();
    /// Counts one more use.
    IoAcquireRemoveLockEx(lock: ffi::PIO_REMOVE_LOCK, tag: ffi::PVOID, _file: ffi::PCSTR, _line: ffi::ULONG, _size: ffi::ULONG)
        -> ffi::NTSTATUS, UP_TO_DISPATCH
        => |call| call.manager.acquire_remove_lock(lock, tag as usize, call.owner), else ffi::STATUS_DELETE_PENDING;
    /// Counts one use less.
    IoReleaseRemoveLockEx(lock: ffi::PIO_REMOVE_LOCK, tag: ffi::PVOID, _size: ffi::ULONG) -> (), UP_TO_DISPATCH
        => |call| call.manager.release_remove_lock(lock, tag as usize, call.owner), else ();
    /// Lets no new use in, and waits for the rest.
    IoReleaseRemoveLockAndWaitEx(lock: ffi::PIO_REMOVE_LOCK, tag: ffi::PVOID, _size: ffi::ULONG) -> (), PASSIVE
        => |call| release_and_wait(call, lock, tag as usize), else ();
}

fn initialize(call: &Call<'_>, lock: ffi::PIO_REMOVE_LOCK, size: u32) {
    if size as usize != size_of::<ffi::IO_REMOVE_LOCK>() {
        call.bad(format_args!("{size} is no size of a remove lock"));
    }
    call.manager.initialize_remove_lock(lock, call.owner);
}

fn release_and_wait(call: &Call<'_>, lock: ffi::PIO_REMOVE_LOCK, tag: usize) {
    let fiber = call.manager.kernel.fiber();
    let removes = fiber
        .frames
        .borrow()
        .iter()
        .any(|frame| frame.request == Some("IRP_MN_REMOVE_DEVICE"));
    if !removes || call.role == Role::IoCompletionRoutine {
        call.broke(
            Rule::RemoveLock,
            "IoReleaseRemoveLockAndWait is called outside of IRP_MN_REMOVE_DEVICE",
        );
    }
    call.manager
        .release_remove_lock_and_wait(lock, tag, call.owner);
}
