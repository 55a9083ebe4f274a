//! References of objects: of device objects, and of threads, which the kernel counts.

use std::cell::Cell;

use miniport::ffi;

use super::call::{Call, routines};
use crate::verifier::Rule;

routines! {
    /// The object of a handle, with a reference.
    ObReferenceObjectByHandle(
        handle: ffi::HANDLE, _access: ffi::ACCESS_MASK, _kind: ffi::POBJECT_TYPE, _mode: ffi::KPROCESSOR_MODE, object: *mut ffi::PVOID,
        _information: ffi::POBJECT_HANDLE_INFORMATION
    ) -> ffi::NTSTATUS, PASSIVE => |call| by_handle(call, handle, object), else ffi::STATUS_INVALID_HANDLE;
    /// Takes a reference of an object.
    ObfReferenceObject(object: ffi::PVOID) -> ffi::LONG_PTR, UP_TO_DISPATCH => |call| reference(call, object), else 0;
    /// Gives it back.
    ObfDereferenceObject(object: ffi::PVOID) -> ffi::LONG_PTR, UP_TO_DISPATCH => |call| dereference(call, object), else 0;
}

/// The count with the reference that the object has of its own.
fn count(references: &Cell<u32>) -> isize {
    isize::try_from(references.get()).unwrap_or(isize::MAX) + 1
}

/// Handles of drivers are those of threads and of registry keys, which nobody needs as objects.
fn by_handle(call: &Call<'_>, handle: ffi::HANDLE, place: *mut ffi::PVOID) -> ffi::NTSTATUS {
    if place.is_null() {
        return call.bad("the place for the object is NULL");
    }
    let kernel = call.manager.kernel;
    let Some(object) = kernel.thread_of(handle as usize) else {
        call.broke(
            Rule::ForeignHandle,
            "ObReferenceObjectByHandle of a handle that is not open",
        );
        return ffi::STATUS_INVALID_HANDLE;
    };
    kernel.count_thread(object, 1);
    // SAFETY: checked above.
    unsafe { place.write(object as ffi::PVOID) };
    ffi::STATUS_SUCCESS
}

fn reference(call: &Call<'_>, object: ffi::PVOID) -> isize {
    if let Some(left) = call.manager.kernel.count_thread(object as usize, 1) {
        return left;
    }
    let Some(device) = call.device(object.cast()) else {
        return 0;
    };
    device.references.set(device.references.get() + 1);
    count(&device.references)
}

fn dereference(call: &Call<'_>, object: ffi::PVOID) -> isize {
    if let Some(left) = call.manager.kernel.count_thread(object as usize, -1) {
        return left;
    }
    let Some(device) = call.device(object.cast()) else {
        return 0;
    };
    if device.references.get() == 0 {
        call.broke(
            Rule::ObjectReference,
            "ObDereferenceObject of a device object that nobody has a reference of",
        );
        return 1;
    }
    device.references.set(device.references.get() - 1);
    let left = count(&device.references);
    call.manager.let_go(&device);
    left
}
