//! [`Family`]: whose driver it is, and what each family gives the shared parts of the runtime.

use core::fmt;
use core::ptr::NonNull;

use crate::ffi::PVOID;

/// A family of drivers: Storport's miniports, virtual and physical, or the I/O manager's own drivers.
///
/// Sealed: a driver cannot implement it.
///
/// # Safety
/// Zero bytes are a value of `Kept`, and the functions do what they say.
pub unsafe trait Family: 'static {
    /// What the runtime keeps behind the value of an extension, all zero before it is built.
    #[doc(hidden)]
    type Kept: fmt::Debug + 'static;

    /// Allocates non-paged pool, aligned to 16 bytes; a status of the family's if there is none.
    ///
    /// # Safety
    /// `device` is what the system passed to the current callback; IRQL up to `DISPATCH_LEVEL`.
    #[doc(hidden)]
    unsafe fn allocate(device: PVOID, bytes: u32, tag: u32) -> Result<NonNull<u8>, u32>;

    /// Frees it.
    ///
    /// # Safety
    /// As [`Family::allocate`], whose result `block` is; it is freed once.
    #[doc(hidden)]
    unsafe fn free(device: PVOID, block: PVOID, tag: u32);

    /// The current IRQL, where the family's drivers may ask.
    ///
    /// # Safety
    /// As [`Family::allocate`], at any IRQL.
    #[doc(hidden)]
    unsafe fn current_irql(device: PVOID) -> Option<u8>;

    /// Lets the processor spin for less than a millisecond.
    ///
    /// # Safety
    /// `microseconds` are below 1000.
    #[doc(hidden)]
    unsafe fn stall(microseconds: u32);
}
