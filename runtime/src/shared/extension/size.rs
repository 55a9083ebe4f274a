//! How large what a driver keeps may be: Rust makes it by value, on a kernel stack, before it lies in Storport's memory. It lies there once
//! in what `cargo miniport build` builds, which is optimised a little with `--debug`, too; without any optimisation it would be there several times.

use super::Extension;

/// The most bytes of a value that is made on the kernel stack, which has "approximately three pages" (Windows documentation,
/// "Using the kernel stack") and six on x64, for the port driver's frames as well.
const MADE_ON_THE_STACK: usize = 8 * 1024;

/// How the system aligns the memory of a device extension, in bytes.
pub(crate) const ALIGNMENT: usize = 16;

/// A `T` can be made on a kernel stack.
pub(crate) const fn fits_on_a_stack<T>() -> bool {
    size_of::<T>() <= MADE_ON_THE_STACK
}

/// Checks the size of what a WDM device has while it is started.
///
/// # Panics
/// If the kernel stack has no room for it: the derive makes a constant of it, so that this is a compile error.
#[track_caller]
pub const fn check_hardware_size<H>() {
    assert!(
        fits_on_a_stack::<H>(),
        "the hardware of a device has at most 8 KiB: `start` makes it on the kernel stack; keep big parts in a `PoolBox` (`cx.allocate_slice_with`)"
    );
    assert!(
        align_of::<H>() <= ALIGNMENT,
        "the system aligns a device extension to 16 bytes, and the hardware lies in it: remove the `align`"
    );
}

/// Checks size and alignment of extension `E`.
///
/// # Panics
/// If the system or the kernel stack has no room for it: the derive makes a constant of it, so that this is a compile error.
#[track_caller]
pub const fn check_size<E: Extension>() {
    assert!(
        fits_on_a_stack::<E>(),
        "a device extension has at most 8 KiB: find-adapter makes it on the kernel stack; keep big parts in a `PoolBox` (`cx.allocate_slice_with`)"
    );
    assert!(
        align_of::<E>() <= ALIGNMENT,
        "the system aligns a device extension to 16 bytes: remove the `align`"
    );
}
