//! Arguments of functions that only calculate, which are no routines of the kernel: what is wrong with them is reported all the same.

use crate::kernel::core::Kernel;
use crate::verifier::Rule;

/// Whether an object is where it can be: not at NULL, and aligned as its type.
pub(super) fn is_place<T>(routine: &str, place: *const T) -> bool {
    let right = !place.is_null() && place.is_aligned();
    if !right && let Some(kernel) = Kernel::current() {
        let frames = kernel.fiber().frames.borrow();
        let device = frames.last().and_then(|frame| frame.adapter);
        drop(frames);
        let message = format!("{routine}: {place:p} is no place for the object");
        kernel.violation(Rule::BadParameter, device, message);
    }
    right
}
