//! References of objects: of device objects by the I/O manager, of others not at all.

use std::cell::Cell;

use miniport::ffi;

use super::call::{Call, routines};
use crate::verifier::Rule;

routines! {
    /// Takes a reference of an object.
    ObfReferenceObject(object: ffi::PVOID) -> ffi::LONG_PTR, UP_TO_DISPATCH => |call| reference(call, object), else 0;
    /// Gives it back.
    ObfDereferenceObject(object: ffi::PVOID) -> ffi::LONG_PTR, UP_TO_DISPATCH => |call| dereference(call, object), else 0;
}

/// The count with the reference that the object has of its own.
fn count(references: &Cell<u32>) -> isize {
    isize::try_from(references.get()).unwrap_or(isize::MAX) + 1
}

fn reference(call: &Call<'_>, object: ffi::PVOID) -> isize {
    let Some(device) = call.device(object.cast()) else {
        return 0;
    };
    device.references.set(device.references.get() + 1);
    count(&device.references)
}

fn dereference(call: &Call<'_>, object: ffi::PVOID) -> isize {
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
